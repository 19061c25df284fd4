import { count, ERRORS, type Panel, quantile, share } from "./panel.ts";

export const colos: Panel = {
  kind: "chart",
  name: "colos",
  title: "Traffic by data centre",
  meaning: "Where runs took place.",
  of: "run",
  unit: "count",
  draw: "table",
  overTime: false,
  by: ["colo"],
  measures: { runs: count(), p95: quantile(0.95, "duration_ms"), error_rate: share(...ERRORS) },
  top: "runs",
  limit: 250,
};
