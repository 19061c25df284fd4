import type { ColumnName } from "../../telemetry/columns.ts";

/** The flow's name is also what a point is sampled by. */
export const INDEX = { name: "flow", meaning: "the flow's name, so that sampling is fair to each flow" } as const;

/** What each column means. Only pages show it, so it stands apart from the columns, which a Worker carries. */
export const columnMeanings: Readonly<Record<ColumnName, string>> = {
  kind: "`run`, or `node` for one node of a run",
  flow: "the flow's name",
  version: "the flow's version",
  source: "the trigger's kind: `http`, `queue`, `cron`, `rpc`",
  trigger: "alias of the trigger",
  place: "route template with its method, queue, or schedule",
  outcome: "how it ended; for a node `ok`, `kept` (done before), `failed`, `caught` or `continued`",
  code: "error code; empty without an error",
  node: "alias of the node that failed; for a node, its own",
  status: "HTTP status of the reply; empty for other triggers",
  settlement: "of a message: `ack`, `retry` or `dead_letter`",
  colo: "the data centre",
  worker_version: "id of the deployed version",
  run_id: "the run",
  trace_id: "the trace",
  event_id: "the event: the same each time it arrives",
  contract: "version of this table",
  weight: "runs (or nodes) that the point stands for; its other numbers are their mean",
  duration_ms: "from start to end, its stream included",
  lag_ms: "from due to start: queue lag, or lateness of a tick",
  attempts: "deliveries of the event, or tries of the node; 1 for the first",
  nodes_run: "nodes that ran",
  retries: "tries of nodes beyond the first",
  batch_size: "messages in the batch; 0 for other triggers",
  bytes_in: "size of the event's body",
  bytes_out: "size of the reply's body; 0 for a stream",
  stream_items: "items streamed",
  guard_ms: "time that the run was allowed to take",
  due_s: "when it was due, since the epoch; 0 where nothing was due",
  tick_interval_s: "from this tick to the next, as the schedule has it",
  offset_ms: "of a node: from the run's start to its own",
};
