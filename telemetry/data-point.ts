import { BLOBS, DOUBLES, type Row } from "./columns.ts";
import { ANALYTICS_ENGINE } from "./limits.ts";

/** What `writeDataPoint` takes. */
export interface DataPoint {
  readonly indexes: readonly string[];
  readonly blobs: readonly string[];
  readonly doubles: readonly number[];
}

/** A row in its columns' order, within the platform's limits. What was cut ends in `…`. */
export function dataPoint(row: Row): DataPoint {
  return {
    indexes: [cut(row.flow, ANALYTICS_ENGINE.maxIndexBytes)],
    blobs: BLOBS.map((column) => cut(row[column.name], column.maxBytes)),
    doubles: DOUBLES.map((column) => (Number.isFinite(row[column.name]) ? row[column.name] : 0)),
  };
}

const encoder = new TextEncoder();
const CUT = "…";
const CUT_BYTES = encoder.encode(CUT).length;

/** At most `maxBytes` of UTF-8, never half a character. */
export function cut(text: string, maxBytes: number): string {
  // A UTF-16 unit is at most three bytes, so most texts need no count.
  if (text.length * 3 <= maxBytes || encoder.encode(text).length <= maxBytes) return text;
  const room = new Uint8Array(maxBytes - CUT_BYTES);
  const { read } = encoder.encodeInto(text, room);
  return text.slice(0, read) + CUT;
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

/** Counts only when three bytes a unit might be too many. */
function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + encoder.encode(text).length, 0);
}
