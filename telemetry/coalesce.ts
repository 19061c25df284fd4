import { BLOBS, DOUBLES, type Row } from "./columns.ts";

const KEYS = BLOBS.filter((column) => !("exemplar" in column)).map((column) => column.name);
const MEANS = DOUBLES.map((column) => column.name).filter((name) => name !== "weight");

/** Stands in a merged row for values that differ. */
export const VARIOUS = "*";

/**
 * At most `max` rows that stand for all of `rows`: rows alike in every blob but their ids are merged, neighbours in
 * duration first. Weights add up and numbers become means, so sums and counts stay what they were.
 */
export function coalesce(rows: readonly Row[], max: number): readonly Row[] {
  if (rows.length <= max) return rows;
  if (max < 1) return [];
  const groups = [...Map.groupBy(rows, keyOf).values()].sort((a, b) => b.length - a.length);
  const kept = groups.slice(0, groups.length > max ? max - 1 : max);
  const rest = groups.slice(kept.length).flat();
  const spare = max - kept.length - (rest.length > 0 ? 1 : 0);
  const mergeable = rows.length - rest.length - kept.length;
  const merged = kept.flatMap((group) => {
    // One row each, and a fair part of the spare ones, rounded down so that the sum holds.
    const share = mergeable === 0 ? 0 : Math.floor((spare * (group.length - 1)) / mergeable);
    return chunks(group, 1 + share).map(merge);
  });
  return rest.length > 0 ? [...merged, merge(rest)] : merged;
}

function keyOf(row: Row): string {
  return JSON.stringify(KEYS.map((name) => row[name]));
}

function chunks(group: readonly Row[], count: number): readonly (readonly Row[])[] {
  const sorted = [...group].sort((a, b) => a.duration_ms - b.duration_ms);
  const at = (index: number) => Math.floor((index * sorted.length) / count);
  return Array.from({ length: count }, (_, index) => sorted.slice(at(index), at(index + 1)));
}

function merge(rows: readonly Row[]): Row {
  const slowest = rows.reduce((a, b) => (b.duration_ms > a.duration_ms ? b : a));
  const weight = rows.reduce((sum, row) => sum + row.weight, 0);
  const merged: Record<string, string | number> = { ...slowest, weight };
  for (const name of KEYS) {
    if (rows.some((row) => row[name] !== slowest[name])) merged[name] = VARIOUS;
  }
  for (const name of MEANS) {
    merged[name] = rows.reduce((sum, row) => sum + row.weight * row[name], 0) / weight;
  }
  return merged as unknown as Row;
}
