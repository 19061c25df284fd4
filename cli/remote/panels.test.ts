import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runFlows } from "../../testing/flows-command.ts";

const asked: { url: string | undefined; authorization: string | undefined; sql: string }[] = [];
let server: Server;
let apiUrl: string;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    let sql = "";
    for await (const part of request) sql += part;
    asked.push({ url: request.url, authorization: request.headers.authorization, sql });
    const allowed = request.url?.includes("/accounts/a1/") ?? false;
    const rows = [{ t: "0", flow: "orders", runs: "3", failed: "1" }];
    response.writeHead(allowed ? 200 : 403).end(allowed ? JSON.stringify({ data: rows }) : "inner text");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`;
});
afterAll(() => server.close());

const metrics = (args: readonly string[], account = "a1") =>
  runFlows(["metrics", ...args], {
    env: { ACCOUNT_ID: account, ANALYTICS_TOKEN: "t1", CLOUDFLARE_API_BASE_URL: apiUrl },
  });

describe("flows metrics without a gateway", () => {
  it("asks Analytics Engine for a panel, in the dataset of the wrangler file", async () => {
    const { code, stdout } = await metrics(["runs", "--flow", "orders"]);
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toMatch(/^t +/);
    expect(stdout).toContain("1970-01-01T00:00:00.000Z");
    expect(asked.at(-1)).toMatchObject({
      url: "/client/v4/accounts/a1/analytics_engine/sql",
      authorization: "Bearer t1",
      sql: expect.stringMatching(/FROM\s+flowgate\b[\s\S]*'orders'/),
    });
  });

  it("asks in a dataset that is named", async () => {
    await metrics(["runs", "--dataset", "shop"]);
    expect(asked.at(-1)?.sql).toMatch(/FROM\s+shop\b/);
  });

  it("lists panels without asking anybody", async () => {
    const before = asked.length;
    const { stdout } = await metrics([]);
    expect(stdout).toMatch(/^error-rate +\S/m);
    expect(asked).toHaveLength(before);
  });

  it.each([
    [["runs"], "other", 1, /^error CLI202: Analytics Engine refused the query: RES106\n {2}next: give the token/],
    [["gone"], "a1", 2, /^error CLI001: no panel has this name\n {2}next: `flows metrics` lists/],
    [["runs", "--since", "yesterday"], "a1", 2, /^error CLI001: `from` must be a time/],
    [["runs", "--api-url", "http://127.0.0.1:1"], "a1", 1, /^error CLI206: Analytics Engine does not answer: RES105/],
    [["runs", "--api-url", "nowhere"], "a1", 1, /^error CLI206: Analytics Engine does not answer: RES105/],
  ] as const)("says what is wrong with %j", async (args, account, code, text) => {
    const ran = await metrics(args, account);
    expect(ran.stderr).toMatch(text);
    expect(ran).toMatchObject({ code, stdout: "" });
    expect(ran.stderr).not.toContain("inner text");
  });

  it("needs both, the account and the token", async () => {
    const { code, stderr } = await runFlows(["metrics", "runs"], { env: { ACCOUNT_ID: "a1" } });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error CLI001: Analytics Engine takes an account and a token/);
  });
});
