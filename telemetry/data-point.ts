import { utf8Bytes } from "../base/bytes.ts";
import { BLOBS, type BlobName, type Row } from "./columns.ts";
import { ANALYTICS_ENGINE } from "./limits.ts";

/** What `writeDataPoint` takes. */
export interface DataPoint {
  readonly indexes: readonly string[];
  readonly blobs: readonly string[];
  readonly doubles: readonly number[];
}

/**
 * A row in its columns' order, within the platform's limits. What was cut ends in `…`. Written out, as it runs for every
 * run: to look each column up costs five times as much. A test holds it to the tables.
 */
export function dataPoint(row: Row): DataPoint {
  return { indexes: [cut(row.flow, ANALYTICS_ENGINE.maxIndexBytes)], blobs: blobsOf(row), doubles: doublesOf(row) };
}

const MAX_BYTES = Object.fromEntries(BLOBS.map(({ name, maxBytes }) => [name, maxBytes])) as Record<BlobName, number>;

function blobsOf(row: Row): readonly string[] {
  return [
    cut(row.kind, MAX_BYTES.kind),
    cut(row.flow, MAX_BYTES.flow),
    cut(row.version, MAX_BYTES.version),
    cut(row.source, MAX_BYTES.source),
    cut(row.trigger, MAX_BYTES.trigger),
    cut(row.place, MAX_BYTES.place),
    cut(row.outcome, MAX_BYTES.outcome),
    cut(row.code, MAX_BYTES.code),
    cut(row.node, MAX_BYTES.node),
    cut(row.status, MAX_BYTES.status),
    cut(row.settlement, MAX_BYTES.settlement),
    cut(row.colo, MAX_BYTES.colo),
    cut(row.worker_version, MAX_BYTES.worker_version),
    cut(row.run_id, MAX_BYTES.run_id),
    cut(row.trace_id, MAX_BYTES.trace_id),
    cut(row.event_id, MAX_BYTES.event_id),
  ];
}

function doublesOf(row: Row): readonly number[] {
  return [
    finite(row.contract),
    finite(row.weight),
    finite(row.duration_ms),
    finite(row.lag_ms),
    finite(row.attempts),
    finite(row.nodes_run),
    finite(row.retries),
    finite(row.batch_size),
    finite(row.bytes_in),
    finite(row.bytes_out),
    finite(row.stream_items),
    finite(row.guard_ms),
    finite(row.due_s),
    finite(row.tick_interval_s),
    finite(row.offset_ms),
  ];
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

const CUT = "…";
const CUT_BYTES = 3;

/** At most `maxBytes` of UTF-8, never half a character. */
export function cut(text: string, maxBytes: number): string {
  // A UTF-16 unit is at most three bytes, so most texts need no count.
  if (text.length * 3 <= maxBytes || utf8Bytes(text) <= maxBytes) return text;
  let bytes = CUT_BYTES;
  let end = 0;
  for (const character of text) {
    bytes += utf8Bytes(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return text.slice(0, end) + CUT;
}

/** The first limit of Analytics Engine that a point breaks, or undefined. */
export function pointProblem(point: DataPoint): string | undefined {
  const { maxBlobs, maxDoubles, maxIndexes, maxBlobBytes, maxIndexBytes } = ANALYTICS_ENGINE;
  const above = (what: string, is: number, max: number) => (is > max ? `${is} ${what}, at most ${max}` : undefined);
  return (
    above("indexes", point.indexes.length, maxIndexes) ??
    above("blobs", point.blobs.length, maxBlobs) ??
    above("doubles", point.doubles.length, maxDoubles) ??
    above("bytes of index", bytesOf(point.indexes), maxIndexBytes) ??
    above("bytes of blobs", bytesOf(point.blobs), maxBlobBytes) ??
    (point.doubles.every(Number.isFinite) ? undefined : "a double is not a finite number")
  );
}

function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + utf8Bytes(text), 0);
}
