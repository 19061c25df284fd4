import { describe, expect, it } from "vitest";
import { panels } from "./index.ts";
import type { Panel } from "./panel.ts";
import { unitOf } from "./unit.ts";

const unitsOf = (panel: Panel) =>
  panel.kind === "chart"
    ? Object.fromEntries(Object.entries(panel.measures).map(([name, measure]) => [name, unitOf(measure)]))
    : {};

describe("unitOf", () => {
  it("tells shares from counts, and means from both", () => {
    const units = new Map(panels.map((panel) => [panel.name, unitsOf(panel)]));
    expect(units.get("error-rate")).toEqual({ error_rate: "ratio", errors: "count", runs: "count" });
    expect(units.get("latency")).toEqual({ p50: "ms", p95: "ms", p99: "ms", mean: "ms", runs: "count" });
    expect(units.get("queue-lag")).toMatchObject({ lag_p95: "ms", mean_batch: "count", messages: "count" });
    expect(units.get("timeouts")).toMatchObject({ timeouts: "count", time_used: "ratio" });
    expect(units.get("http")).toMatchObject({ p95: "ms", received: "bytes" });
  });

  it("counts the ticks that are missing", () => {
    const cron = panels.find(({ name }) => name === "cron");
    expect(cron && unitsOf(cron)).toMatchObject({ late_p95: "ms", ticks: "count", missed: "count" });
  });

  it("gives every panel at least one measure of its own unit", () => {
    for (const panel of panels) {
      if (panel.kind === "chart") expect(Object.values(unitsOf(panel)), panel.name).toContain(panel.unit);
    }
  });
});
