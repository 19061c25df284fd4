import type { Panel } from "./panel.ts";

export const latestRuns: Panel = {
  kind: "listing",
  name: "latest-runs",
  title: "Latest runs",
  meaning: "Single runs, newest first. A row whose weight is above 1 stands for several runs of one batch.",
  of: "run",
  columns: [
    "run_id",
    "flow",
    "version",
    "source",
    "place",
    "outcome",
    "code",
    "node",
    "status",
    "settlement",
    "duration_ms",
    "lag_ms",
    "attempts",
    "nodes_run",
    "weight",
    "trace_id",
    "event_id",
  ],
  limit: 100,
};
