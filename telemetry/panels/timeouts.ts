import { count, type Panel, ratio, sum } from "./panel.ts";

export const timeouts: Panel = {
  kind: "chart",
  name: "timeouts",
  title: "Timeouts and near misses",
  meaning: "Runs that passed a deadline, and runs that used more than 80 % of the time their guard left them.",
  of: "run",
  unit: "count",
  draw: "bars",
  overTime: true,
  by: ["flow"],
  measures: {
    timeouts: count({ column: "code", in: ["TIME015"] }),
    near_guard: count({ column: "past_80_percent_ms", above: 0 }, { column: "code", not: "TIME015" }),
    time_used: ratio(sum("duration_ms"), sum("guard_ms")),
    runs: count(),
  },
  limit: 10_000,
};
