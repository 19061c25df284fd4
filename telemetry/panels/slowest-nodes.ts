import { count, max, type Panel, quantile, sum } from "./panel.ts";

export const slowestNodes: Panel = {
  kind: "chart",
  name: "slowest-nodes",
  title: "Slowest nodes",
  meaning: "Nodes by how long nearly all of their tries took; written only where node points are switched on.",
  of: "node",
  unit: "ms",
  draw: "table",
  overTime: false,
  by: ["flow", "node"],
  measures: {
    p95: quantile(0.95, "duration_ms"),
    p50: quantile(0.5, "duration_ms"),
    slowest: max("duration_ms"),
    total: sum("duration_ms"),
    executions: count(),
    failures: count({ column: "outcome", in: ["failed", "continued"] }),
  },
  top: "p95",
  limit: 50,
};
