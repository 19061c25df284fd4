import type { StateChange, StateChanged, StateEntry } from "./store.ts";

/** Where an object keeps its fields. Synchronous, so that nothing comes between a check and a write. */
export interface Fields {
  get(field: string): StateEntry | undefined;
  put(field: string, entry: StateEntry): void;
  delete(field: string): void;
}

/** Checks a change and makes it. What it answers other than `changed` has changed nothing. */
export function changeFields(fields: Fields, change: StateChange, version: string): StateChanged {
  const conflict = change.onlyIf.find(([field, wanted]) => (fields.get(field)?.version ?? null) !== wanted);
  if (conflict) return { kind: "conflict", field: conflict[0] };
  const sums = change.add.map(([field, by]) => [field, sum(fields.get(field)?.json, by)] as const);
  const wrong = sums.find(([, value]) => !Number.isFinite(value));
  if (wrong) return { kind: "no_number", field: wrong[0] };
  for (const field of change.delete) fields.delete(field);
  for (const [field, json] of change.put) fields.put(field, { json, version });
  for (const [field, value] of sums) fields.put(field, { json: String(value), version });
  return { kind: "changed", version, sums: sums.map(([, value]) => value) };
}

/** NaN where the field holds no number. */
function sum(json: string | undefined, by: number): number {
  const current: unknown = json === undefined ? 0 : JSON.parse(json);
  return typeof current === "number" ? current + by : Number.NaN;
}
