import { count, mean, type Panel, quantile } from "./panel.ts";

export const latency: Panel = {
  kind: "chart",
  name: "latency",
  title: "Latency",
  meaning: "How long runs took from start to end: half of them at most p50, all but one in a hundred at most p99.",
  of: "run",
  unit: "ms",
  draw: "lines",
  overTime: true,
  by: ["flow"],
  measures: {
    p50: quantile(0.5, "duration_ms"),
    p95: quantile(0.95, "duration_ms"),
    p99: quantile(0.99, "duration_ms"),
    mean: mean("duration_ms"),
    runs: count(),
  },
  limit: 10_000,
};
