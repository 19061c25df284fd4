import { count, max, mean, type Panel, quantile } from "./panel.ts";

export const queueLag: Panel = {
  kind: "chart",
  name: "queue-lag",
  title: "Queue lag and batch size",
  meaning: "How long messages waited before their run began, and the mean size of the batch they came in.",
  of: "run",
  where: [{ column: "source", in: ["queue"] }],
  unit: "ms",
  draw: "lines",
  overTime: true,
  by: ["place"],
  measures: {
    lag_p50: quantile(0.5, "lag_ms"),
    lag_p95: quantile(0.95, "lag_ms"),
    lag_max: max("lag_ms"),
    mean_batch: mean("batch_size"),
    messages: count(),
  },
  limit: 10_000,
};
