import { count, type Panel, quantile, sum } from "./panel.ts";

export const http: Panel = {
  kind: "chart",
  name: "http",
  title: "HTTP by route and status",
  meaning: "Requests per route and the status they were answered with.",
  of: "run",
  where: [{ column: "source", in: ["http"] }],
  unit: "count",
  draw: "table",
  overTime: false,
  by: ["place", "status"],
  measures: {
    requests: count(),
    p95: quantile(0.95, "duration_ms"),
    received: sum("bytes_in"),
    sent: sum("bytes_out"),
  },
  top: "requests",
  limit: 250,
};
