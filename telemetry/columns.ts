/**
 * The data point contract. A column keeps its place for ever: a new one goes to the end, one that is given up keeps its
 * slot, and `CONTRACT` is raised when the meaning of a slot changes. What each means is in `docs/pages/column-meanings.ts`;
 * `docs/metrics.md` is generated from both.
 */
export const CONTRACT = 1;

export interface BlobColumn {
  readonly name: string;
  /** Longer values are cut, ending in `…`. */
  readonly maxBytes: number;
  /** Names one run; where a point stands for several, it is that of the slowest. */
  readonly exemplar?: true;
}

export interface DoubleColumn {
  readonly name: string;
  readonly unit: "ms" | "s" | "bytes" | "count" | "version";
}

/** `blob1`, `blob2` and so on. Together at most 16,000 bytes. */
export const BLOBS = [
  { name: "kind", maxBytes: 16 },
  { name: "flow", maxBytes: 256 },
  { name: "version", maxBytes: 128 },
  { name: "source", maxBytes: 64 },
  { name: "trigger", maxBytes: 256 },
  { name: "place", maxBytes: 1_024 },
  { name: "outcome", maxBytes: 32 },
  { name: "code", maxBytes: 128 },
  { name: "node", maxBytes: 256 },
  { name: "status", maxBytes: 8 },
  { name: "settlement", maxBytes: 32 },
  { name: "colo", maxBytes: 16 },
  { name: "worker_version", maxBytes: 64 },
  { name: "run_id", maxBytes: 64, exemplar: true },
  { name: "trace_id", maxBytes: 64, exemplar: true },
  { name: "event_id", maxBytes: 512, exemplar: true },
] as const satisfies readonly BlobColumn[];

/** `double1`, `double2` and so on. */
export const DOUBLES = [
  { name: "contract", unit: "version" },
  { name: "weight", unit: "count" },
  { name: "duration_ms", unit: "ms" },
  { name: "lag_ms", unit: "ms" },
  { name: "attempts", unit: "count" },
  { name: "nodes_run", unit: "count" },
  { name: "retries", unit: "count" },
  { name: "batch_size", unit: "count" },
  { name: "bytes_in", unit: "bytes" },
  { name: "bytes_out", unit: "bytes" },
  { name: "stream_items", unit: "count" },
  { name: "guard_ms", unit: "ms" },
  { name: "due_s", unit: "s" },
  { name: "tick_interval_s", unit: "s" },
  { name: "offset_ms", unit: "ms" },
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
