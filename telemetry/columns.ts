/**
 * The data point contract. A column keeps its place for ever: a new one goes to the end, one that is given up keeps its
 * slot, and `CONTRACT` is raised when the meaning of a slot changes. `docs/metrics.md` is generated from these tables.
 */
export const CONTRACT = 1;

interface Column {
  readonly name: string;
  readonly meaning: string;
}

export interface BlobColumn extends Column {
  /** Longer values are cut, ending in `…`. */
  readonly maxBytes: number;
  /** Names one run; where a point stands for several, it is that of the slowest. */
  readonly exemplar?: true;
}

export interface DoubleColumn extends Column {
  readonly unit: "ms" | "s" | "bytes" | "count" | "version";
}

export const INDEX = { name: "flow", meaning: "the flow's name, so that sampling is fair to each flow" } as const;

/** `blob1`, `blob2` and so on. Together at most 16,000 bytes. */
export const BLOBS = [
  { name: "kind", maxBytes: 16, meaning: "`run`, or `node` for one node of a run" },
  { name: "flow", maxBytes: 256, meaning: "the flow's name" },
  { name: "version", maxBytes: 128, meaning: "the flow's version" },
  { name: "source", maxBytes: 64, meaning: "the trigger's kind: `http`, `queue`, `cron`, `rpc`" },
  { name: "trigger", maxBytes: 256, meaning: "alias of the trigger" },
  { name: "place", maxBytes: 1_024, meaning: "route template with its method, queue, or schedule" },
  { name: "outcome", maxBytes: 32, meaning: "how it ended; for a node `ok`, `failed` or `continued`" },
  { name: "code", maxBytes: 128, meaning: "error code; empty without an error" },
  { name: "node", maxBytes: 256, meaning: "alias of the node that failed; for a node, its own" },
  { name: "status", maxBytes: 8, meaning: "HTTP status of the reply; empty for other triggers" },
  { name: "settlement", maxBytes: 32, meaning: "of a message: `ack`, `retry` or `dead_letter`" },
  { name: "colo", maxBytes: 16, meaning: "the data centre" },
  { name: "worker_version", maxBytes: 64, meaning: "id of the deployed version" },
  { name: "run_id", maxBytes: 64, exemplar: true, meaning: "the run" },
  { name: "trace_id", maxBytes: 64, exemplar: true, meaning: "the trace" },
  { name: "event_id", maxBytes: 512, exemplar: true, meaning: "the event: the same each time it arrives" },
] as const satisfies readonly BlobColumn[];

/** `double1`, `double2` and so on. */
export const DOUBLES = [
  { name: "contract", unit: "version", meaning: "version of this table" },
  {
    name: "weight",
    unit: "count",
    meaning: "runs (or nodes) that the point stands for; its other numbers are their mean",
  },
  { name: "duration_ms", unit: "ms", meaning: "from start to end, its stream included" },
  { name: "lag_ms", unit: "ms", meaning: "from due to start: queue lag, or lateness of a tick" },
  { name: "attempts", unit: "count", meaning: "deliveries of the event, or tries of the node; 1 for the first" },
  { name: "nodes_run", unit: "count", meaning: "nodes that ran" },
  { name: "retries", unit: "count", meaning: "tries of nodes beyond the first" },
  { name: "batch_size", unit: "count", meaning: "messages in the batch; 0 for other triggers" },
  { name: "bytes_in", unit: "bytes", meaning: "size of the event's body" },
  { name: "bytes_out", unit: "bytes", meaning: "size of the reply's body; 0 for a stream" },
  { name: "stream_items", unit: "count", meaning: "items streamed" },
  { name: "guard_ms", unit: "ms", meaning: "time that the run was allowed to take" },
  { name: "due_s", unit: "s", meaning: "when it was due, since the epoch; 0 where nothing was due" },
  { name: "tick_interval_s", unit: "s", meaning: "from this tick to the next, as the schedule has it" },
  { name: "offset_ms", unit: "ms", meaning: "of a node: from the run's start to its own" },
] as const satisfies readonly DoubleColumn[];

export type BlobName = (typeof BLOBS)[number]["name"];
export type DoubleName = (typeof DOUBLES)[number]["name"];
export type ColumnName = BlobName | DoubleName;

/** One data point under its columns' names. */
export type Row = Readonly<Record<BlobName, string> & Record<DoubleName, number>>;

/** Where each column lies: `blob3`, `double7`. */
export const slots: Readonly<Record<ColumnName, string>> = Object.fromEntries([
  ...BLOBS.map((column, index) => [column.name, `blob${index + 1}`]),
  ...DOUBLES.map((column, index) => [column.name, `double${index + 1}`]),
]);
