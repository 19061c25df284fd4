import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOSTILE_NAMES, panelQueries, rowOf, storedPoints } from "../../testing/metrics/points.ts";
import { type AnswerRow, evaluatePanel } from "../../testing/metrics/reference.ts";
import { analyticsEngine, type Store, sqlite, workersBinding } from "../../testing/metrics/stores.ts";
import { BLOBS, DOUBLES } from "../columns.ts";
import { panels } from "../panels/index.ts";
import { derived, type Panel } from "../panels/panel.ts";
import { analyticsEngineSql } from "./analytics-engine.ts";
import { workersBindingSql } from "./workers-binding.ts";

/** Rounded where stores add in another order. */
const rounded = (rows: readonly AnswerRow[]) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        typeof value === "number" ? Number(value.toPrecision(9)) : value,
      ]),
    ),
  );

const stores: readonly (readonly [string, Store, number])[] = [
  ["sqlite", sqlite, 5],
  ["analytics-engine", analyticsEngine, 5],
  ["workers-binding", workersBinding, 1],
];

describe("render", () => {
  it.each(
    panels.flatMap((panel: Panel) => stores.map(([name, store, maxSample]) => ({ panel, name, store, maxSample }))),
  )("gives the numbers of the definition: $panel.name in $name", ({ panel, store, maxSample }) => {
    fc.assert(
      fc.property(storedPoints(maxSample), panelQueries, (points, query) => {
        expect(rounded(store(panel, points, query))).toEqual(rounded(evaluatePanel(panel, points, query)));
      }),
      { numRuns: 60 },
    );
  });

  it.each(HOSTILE_NAMES.flatMap((flow) => stores.map(([name, store]) => ({ flow, name, store }))))(
    "finds the flow $flow and no other in $name",
    ({ flow, store }) => {
      const points = HOSTILE_NAMES.map((name, index) => ({
        timestamp: 1_000,
        sampleInterval: 1,
        row: rowOf({ flow: name, outcome: "completed", run_id: String(index) }),
      }));
      const query = { fromS: 0, toS: 2_000, bucketS: 60, filter: { flow } };
      expect(store(panels[0], points, query)).toEqual([{ t: 960, flow, outcome: "completed", runs: 1 }]);
    },
  );
});

const query = { fromS: 1_000, toS: 2_000, bucketS: 60, filter: { flow: "o'rders" } };
const calls = (sql: string) => [...sql.matchAll(/\b([A-Za-z_]\w*)\(/g)].map((match) => String(match[1]));

describe("analyticsEngineSql", () => {
  const listed = /^(hex|if|intDiv|max|min|quantileExactWeighted|sum|toDateTime|toUInt32)$/;

  it.each(panels)("uses only what the reference lists: $name", (panel) => {
    const { sql } = analyticsEngineSql("flowgate").render(panel, query);
    expect(calls(sql).filter((name) => !listed.test(name))).toEqual([]);
    expect(sql).not.toMatch(/\b(WITH|OVER|JOIN|UNION|CASE|DISTINCT)\b/i);
  });

  it.each(panels.filter(({ kind }) => kind === "chart"))("weighs by what was sampled: $name", (panel) => {
    expect(analyticsEngineSql("flowgate").render(panel, query).sql).toContain("_sample_interval");
  });

  it.each(panels.filter((panel) => "overTime" in panel && panel.overTime))("buckets with intDiv: $name", (panel) => {
    const { sql } = analyticsEngineSql("flowgate").render(panel, query);
    expect(sql).toContain("intDiv(toUInt32(timestamp), 60) * 60 AS t");
  });

  it("writes a text with more than plain signs as hex", () => {
    const { sql } = analyticsEngineSql("flowgate").render(panels[0], query);
    expect(sql).toContain("hex(blob2) = '6F2772646572");
  });

  it.each(["", "a b", "a;b", "a-b", "1a", "`a`"])("refuses the dataset name %j", (name) => {
    expect(() => analyticsEngineSql(name)).toThrow("cannot name a dataset");
  });
});

describe("workersBindingSql", () => {
  const listed = /^(APPROX_MAX|APPROX_MIN|if|intDiv|quantileWeighted|sum|toUInt32|toUnixTimestamp)$/;

  it.each(panels)("uses only what the reference lists: $name", (panel) => {
    const { sql, values } = workersBindingSql("flowgate").render(panel, query);
    expect(calls(sql).filter((name) => !listed.test(name))).toEqual([]);
    expect(sql.match(/SELECT/g)).toHaveLength(1);
    expect(sql).toMatch(/timestamp >= '[-0-9T:.]+Z'/);
    expect(new TextEncoder().encode(sql).length).toBeLessThan(10 * 1024);
    expect(values).toEqual(["o'rders"]);
  });
});

describe("panels", () => {
  const columns = new Set<string>([...[...BLOBS, ...DOUBLES].map(({ name }) => name), ...Object.keys(derived)]);

  it("have names of their own, fit for an address and a file", () => {
    const names = panels.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([]);
  });

  it.each(panels)("call no measure like a column, which ClickHouse would put in its place: $name", (panel) => {
    const measures = panel.kind === "chart" ? Object.keys(panel.measures) : [];
    expect(measures.filter((name) => columns.has(name))).toEqual([]);
  });

  it.each(panels)("answer no row where there is none: $name", (panel) => {
    expect(stores.map(([, store]) => store(panel, [], query))).toEqual([[], [], []]);
  });
});
