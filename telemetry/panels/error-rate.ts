import { count, ERRORS, type Panel, share } from "./panel.ts";

export const errorRate: Panel = {
  kind: "chart",
  name: "error-rate",
  title: "Error rate",
  meaning: "Share of a flow's runs that failed for good or passed their guard.",
  of: "run",
  unit: "ratio",
  draw: "lines",
  overTime: true,
  by: ["flow"],
  measures: { error_rate: share(...ERRORS), errors: count(...ERRORS), runs: count() },
  limit: 10_000,
};
