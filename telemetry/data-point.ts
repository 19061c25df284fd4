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

const CUT = "…";
const CUT_BYTES = 3;

/** At most `maxBytes` of UTF-8, never half a character. */
export function cut(text: string, maxBytes: number): string {
  // A UTF-16 unit is at most three bytes, so most texts need no count.
  if (text.length * 3 <= maxBytes || byteLength(text) <= maxBytes) return text;
  let bytes = CUT_BYTES;
  let end = 0;
  for (const character of text) {
    bytes += byteLength(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  return text.slice(0, end) + CUT;
}

/** Bytes of UTF-8. Counts without making them: it runs for each run's ids. */
function byteLength(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x800) bytes += 2;
    else if (unit >= 0x80) bytes += 1;
    // The two halves of a pair are four bytes together, half a pair is three.
    if (unit >= 0xd800 && unit < 0xdc00 && isLow(text.charCodeAt(index + 1))) index++;
  }
  return bytes;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
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
  return texts.reduce((sum, text) => sum + byteLength(text), 0);
}
