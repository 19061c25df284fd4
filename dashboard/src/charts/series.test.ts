import { describe, expect, it } from "vitest";
import type { Panel, PanelAnswer } from "../wire.ts";
import { groupingsOf, groupsOf, MAX_SERIES, measuresOf, plotOf, stacked } from "./series.ts";

const runs: Panel = {
  name: "runs",
  title: "Runs",
  meaning: "",
  unit: "count",
  draw: "bars",
  columns: [
    { name: "t", type: "time" },
    { name: "flow", type: "text" },
    { name: "outcome", type: "text" },
    { name: "runs", type: "number", unit: "count" },
  ],
};
const latency: Panel = {
  ...runs,
  draw: "lines",
  unit: "ms",
  columns: [
    { name: "t", type: "time" },
    { name: "flow", type: "text" },
    { name: "runs", type: "number", unit: "count" },
    { name: "p50", type: "number", unit: "ms" },
    { name: "p95", type: "number", unit: "ms" },
  ],
};
const answer = (panel: Panel, rows: PanelAnswer["rows"]): PanelAnswer => ({
  from: 95,
  to: 125,
  bucket_s: 10,
  columns: panel.columns,
  rows,
});
const valuesOf = (plot: ReturnType<typeof plotOf>) =>
  Object.fromEntries(plot.series.map(({ label, values }) => [label, values]));

describe("plotOf", () => {
  const rows = [
    [90, "a", "completed", 2],
    [110, "a", "failed", 1],
    [110, "b", "completed", 5],
  ];

  it("has a place for every bucket of the range, also for those without a row", () => {
    const plot = plotOf(runs, answer(runs, rows), { measures: measuresOf(runs), by: ["flow", "outcome"] });
    expect(plot.times).toEqual([90, 100, 110, 120]);
    expect(plot.endS).toBe(130);
    expect(valuesOf(plot)).toEqual({
      "b · completed": [0, 0, 5, 0],
      "a · completed": [2, 0, 0, 0],
      "a · failed": [0, 0, 1, 0],
    });
  });

  it("adds counts up over the groups that are left out", () => {
    const plot = plotOf(runs, answer(runs, rows), { measures: measuresOf(runs), by: ["outcome"] });
    expect(valuesOf(plot)).toEqual({ completed: [2, 0, 5, 0], failed: [0, 0, 1, 0] });
    expect(plot.series.map(({ sum }) => sum)).toEqual([7, 1]);
  });

  it("draws nothing where lines have no measurement, rather than 0", () => {
    const measures = latency.columns.filter(({ name }) => name === "p95");
    const plot = plotOf(latency, answer(latency, [[100, "a", 3, 10, 20]]), { measures, by: ["flow"] });
    expect(valuesOf(plot)).toEqual({ a: [null, 20, null, null] });
    expect(plot.series[0]?.last).toBe(20);
  });

  it("draws the measures of a single group side by side", () => {
    const measures = latency.columns.filter(({ unit }) => unit === "ms");
    const plot = plotOf(latency, answer(latency, [[100, "a", 3, 10, 20]]), { measures, by: ["flow"] });
    expect(plot.series.map(({ label }) => label)).toEqual(["p50", "p95"]);
    expect(plot.unit).toBe("ms");
  });

  it("draws the largest where there are many, and says how many are left", () => {
    const many = Array.from({ length: 30 }, (_, index) => [100, `flow ${index}`, "completed", index + 1]);
    const plot = plotOf(runs, answer(runs, many), { measures: measuresOf(runs), by: ["flow"] });
    expect(plot.series).toHaveLength(MAX_SERIES);
    expect(plot.series[0]?.label).toBe("flow 29");
    expect(plot.left).toBe(30 - MAX_SERIES);
  });

  it("leaves bars out that are all zero, and rows outside the range", () => {
    const outside = [
      [100, "a", "failed", 0],
      [999, "b", "completed", 7],
    ];
    expect(plotOf(runs, answer(runs, outside), { measures: measuresOf(runs), by: ["flow"] }).series).toEqual([]);
  });
});

describe("stacked", () => {
  it("puts each series on those before it", () => {
    const plot = plotOf(
      runs,
      answer(runs, [
        [90, "a", "x", 2],
        [90, "b", "x", 1],
      ]),
      { measures: measuresOf(runs), by: ["flow"] },
    );
    expect(stacked(plot.series).map(([first]) => first)).toEqual([2, 3]);
  });
});

describe("measuresOf and groupingsOf", () => {
  it("put first what the panel is about", () => {
    expect(measuresOf(latency).map(({ name }) => name)).toEqual(["p50", "p95", "runs"]);
    expect(groupingsOf(latency)).toEqual(["flow"]);
  });

  it("count groups, not rows", () => {
    const rows = [
      [90, "a", 1, 1, 1],
      [100, "a", 1, 1, 1],
      [100, "b", 1, 1, 1],
    ];
    expect(groupsOf(answer(latency, rows))).toBe(2);
  });
});
