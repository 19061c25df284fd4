import type { Panel } from "./panel.ts";

export const runNodes: Panel = {
  kind: "listing",
  name: "run-nodes",
  title: "Nodes of a run",
  meaning: "What the nodes of a run did and when, for a waterfall; ask for one run with `run`.",
  of: "node",
  columns: ["run_id", "node", "outcome", "code", "offset_ms", "duration_ms", "attempts", "weight"],
  limit: 1_000,
};
