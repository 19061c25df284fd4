import { count, type Panel } from "./panel.ts";

export const runs: Panel = {
  kind: "chart",
  name: "runs",
  title: "Runs by flow and outcome",
  meaning: "How many runs ended, and how.",
  of: "run",
  unit: "count",
  draw: "bars",
  overTime: true,
  by: ["flow", "outcome"],
  measures: { runs: count() },
  limit: 10_000,
};
