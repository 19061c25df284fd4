import { count, difference, max, mean, min, type Panel, quantile, ratio, sum } from "./panel.ts";

/** From the first tick to the end of the last one's interval, less the intervals of the ticks that came. */
const missedSeconds = difference(difference(max("tick_end_s"), min("due_s")), sum("tick_interval_s"));

export const cron: Panel = {
  kind: "chart",
  name: "cron",
  title: "Cron lateness and missed ticks",
  meaning: "How late ticks began, and how many ticks between the first and the last one seen never came.",
  of: "run",
  where: [{ column: "source", in: ["cron"] }],
  unit: "ms",
  draw: "table",
  overTime: false,
  by: ["flow", "place"],
  measures: {
    late_p50: quantile(0.5, "lag_ms"),
    late_p95: quantile(0.95, "lag_ms"),
    late_max: max("lag_ms"),
    ticks: count(),
    missed: ratio(missedSeconds, mean("tick_interval_s")),
  },
  top: "late_max",
  limit: 250,
};
