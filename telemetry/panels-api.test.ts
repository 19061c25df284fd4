import { describe, expect, it } from "vitest";
import { FlowError, failure } from "../kernel/errors/failure.ts";
import { panels } from "./panels/index.ts";
import { listPanels, panelQuery, readPanel } from "./panels-api.ts";
import type { QueryPort, QueryRow } from "./query/query-port.ts";
import { analyticsEngineSql } from "./sql/analytics-engine.ts";
import type { Statement } from "./sql/dialect.ts";

const nowMs = Date.parse("2026-11-24T12:00:00Z");
const nowS = nowMs / 1000;

function portOf(rows: readonly QueryRow[] | Error) {
  const asked: Statement[] = [];
  const port: QueryPort = {
    dialect: analyticsEngineSql("flowgate"),
    run: async (statement) => {
      asked.push(statement);
      if (rows instanceof Error) throw rows;
      return rows;
    },
  };
  return { port, asked };
}

/** The answer, or why there is none. */
async function either(reading: ReturnType<typeof readPanel>) {
  const read = await reading;
  return read.ok ? read.value : read.failure;
}

describe("listPanels", () => {
  it("names every panel with its columns", () => {
    const listed = listPanels().panels;
    expect(listed.map(({ name }) => name)).toEqual(panels.map(({ name }) => name));
    expect(listed[0]).toMatchObject({
      name: "runs",
      unit: "count",
      draw: "bars",
      columns: [
        { name: "t", type: "time" },
        { name: "flow", type: "text" },
        { name: "outcome", type: "text" },
        { name: "runs", type: "number" },
      ],
    });
  });
});

describe("readPanel", () => {
  it("answers rows in the order of its columns, numbers as numbers", async () => {
    const { port } = portOf([{ runs: "12", outcome: "failed", flow: "orders", t: 960 }]);
    await expect(either(readPanel("runs", new URLSearchParams(), port, nowMs))).resolves.toMatchObject({
      panel: "runs",
      from: nowS - 3_600,
      to: nowS,
      bucket_s: 30,
      rows: [[960, "orders", "failed", 12]],
    });
  });

  it("filters by what the address says", async () => {
    const { port, asked } = portOf([]);
    const params = new URLSearchParams({ flow: "orders", source: "http", run: "run-1", other: "x" });
    await readPanel("latest-runs", params, port, nowMs);
    expect(asked[0]?.sql).toContain("blob2 = 'orders'\n  AND blob4 = 'http'\n  AND blob14 = 'run-1'");
  });

  it("says that no panel has the name", async () => {
    await expect(either(readPanel("toString", new URLSearchParams(), portOf([]).port, nowMs))).resolves.toMatchObject({
      code: "HTTP104",
      status: 404,
    });
  });

  it("hands on why a store does not answer, without its inner text", async () => {
    const known = portOf(FlowError.of(failure("RES104"))).port;
    await expect(either(readPanel("runs", new URLSearchParams(), known, nowMs))).resolves.toMatchObject({
      code: "RES104",
    });
    const unknown = await either(readPanel("runs", new URLSearchParams(), portOf(new Error("secret")).port, nowMs));
    expect(unknown).toMatchObject({ code: "RES105", message: "the store of metrics does not answer" });
  });
});

describe("panelQuery", () => {
  const asked = (params: Record<string, string>) => {
    const query = panelQuery(new URLSearchParams(params), nowMs);
    return query.ok ? query.value : query.failure;
  };

  it("reads times in ISO 8601 and in milliseconds", () => {
    expect(asked({ from: "2026-11-24T10:00:00Z", to: "2026-11-24T11:00:00+00:00" })).toMatchObject({
      fromS: nowS - 7_200,
      toS: nowS - 3_600,
    });
    expect(asked({ from: String(nowMs - 60_000) })).toMatchObject({ fromS: nowS - 60, toS: nowS, bucketS: 10 });
  });

  it("widens buckets with the range", () => {
    const bucketOf = (hours: number) => asked({ from: String(nowMs - hours * 3_600_000) });
    expect([1, 24, 24 * 7, 24 * 90].map((hours) => bucketOf(hours))).toMatchObject(
      [30, 900, 21_600, 86_400].map((bucketS) => ({ bucketS })),
    );
  });

  it.each([
    { from: "yesterday" },
    { to: "1e3" },
    { from: "-5" },
    { to: "99999999999999" },
    { from: "2026-11-24T12:00:00Z" },
    { from: "2020-01-01" },
    { flow: "x".repeat(2_000) },
  ])("refuses %j", (params) => {
    expect(asked(params as Record<string, string>)).toMatchObject({ code: "HTTP100", status: 400 });
  });
});
