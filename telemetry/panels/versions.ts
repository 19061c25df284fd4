import { count, ERRORS, type Panel, quantile, share } from "./panel.ts";

export const versions: Panel = {
  kind: "chart",
  name: "versions",
  title: "Versions side by side",
  meaning: "The deployed versions of the Worker by what each did, to compare them after a deploy.",
  of: "run",
  unit: "count",
  draw: "lines",
  overTime: true,
  by: ["worker_version"],
  measures: {
    runs: count(),
    error_rate: share(...ERRORS),
    p50: quantile(0.5, "duration_ms"),
    p95: quantile(0.95, "duration_ms"),
  },
  limit: 10_000,
};
