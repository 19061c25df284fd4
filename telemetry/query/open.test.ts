import { describe, expect, it } from "vitest";
import { queryPort } from "./open.ts";
import type { QueryPort } from "./query-port.ts";
import { sqlApiPort } from "./sql-api.ts";

const statement = { sql: "SELECT 1", values: ["o'rders"] };
const opened = (env: Record<string, unknown>) => {
  const port = queryPort(env);
  if (!port.ok) throw new Error(port.failure.code);
  return port.value;
};

describe("queryPort", () => {
  it("asks the local store where it is switched on", async () => {
    const read = async (...asked: unknown[]) => [{ asked }];
    const env = { FLOWGATE_METRICS: "local", LOCAL_METRICS: { getByName: () => ({ read }) }, ANALYTICS_SQL: {} };
    expect(opened(env).dialect.name).toBe("sqlite");
    await expect(opened(env).run(statement)).resolves.toEqual([{ asked: ["SELECT 1", ["o'rders"]] }]);
  });

  it("asks the binding with named parameters", async () => {
    const query = async (request: unknown) => ({ data: [{ request }] });
    const port = opened({ ANALYTICS_SQL: { query } });
    expect(port.dialect.name).toBe("workers-binding");
    await expect(port.run(statement)).resolves.toEqual([{ request: { query: "SELECT 1", params: { p1: "o'rders" } } }]);
  });

  it("says that the binding does not answer", async () => {
    const query = () => Promise.reject(new Error("internal"));
    await expect(opened({ ANALYTICS_SQL: { query } }).run(statement)).rejects.toMatchObject({
      failure: { code: "RES105" },
    });
  });

  it("takes the SQL API with an account and a token", () => {
    expect(opened({ ACCOUNT_ID: "a1", ANALYTICS_TOKEN: "t1" }).dialect.name).toBe("analytics-engine");
  });

  it("says where to read on when nothing is configured", () => {
    expect(queryPort({ ACCOUNT_ID: "a1" })).toMatchObject({ ok: false, failure: { code: "RES101", status: 404 } });
  });
});

describe("sqlApiPort", () => {
  const portOf = (answer: () => Response, asked: Request[] = []): QueryPort =>
    sqlApiPort({
      accountId: "a/1",
      token: "t1",
      dataset: "flowgate",
      fetch: async (...args) => {
        asked.push(new Request(...args));
        return answer();
      },
    });

  it("posts the text with the token and reads `data`", async () => {
    const asked: Request[] = [];
    const rows = portOf(() => Response.json({ meta: [], data: [{ runs: "1" }], rows: 1 }), asked).run(statement);
    await expect(rows).resolves.toEqual([{ runs: "1" }]);
    expect(asked[0]?.url).toBe("https://api.cloudflare.com/client/v4/accounts/a%2F1/analytics_engine/sql");
    expect(asked[0]?.headers.get("authorization")).toBe("Bearer t1");
    await expect(asked[0]?.text()).resolves.toBe("SELECT 1");
  });

  it.each([
    [403, "RES106"],
    [429, "RES104"],
    [422, "RES105"],
  ])("turns status %i into %s, with the text for logs only", async (status, code) => {
    const failing = portOf(() => new Response("inner text", { status })).run(statement);
    await expect(failing).rejects.toMatchObject({ failure: { code, message: expect.not.stringContaining("inner") } });
  });

  it("does not take an answer that is none", async () => {
    const failing = portOf(() => new Response("<html>")).run(statement);
    await expect(failing).rejects.toMatchObject({ failure: { code: "RES105" } });
  });
});
