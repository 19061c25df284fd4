import { count, max, type Panel, sum } from "./panel.ts";

export const retries: Panel = {
  kind: "chart",
  name: "retries",
  title: "Retries and dead letters",
  meaning: "Runs put off to be tried again, tries of nodes beyond the first, and messages given up.",
  of: "run",
  unit: "count",
  draw: "bars",
  overTime: true,
  by: ["flow", "place"],
  measures: {
    runs_retried: count({ column: "outcome", in: ["retry"] }),
    node_retries: sum("retries"),
    dead_letters: count({ column: "settlement", in: ["dead_letter"] }),
    most_attempts: max("attempts"),
    runs: count(),
  },
  limit: 10_000,
};
