import type { MemoryStore } from "../capability.ts";

/** What stands behind a `state` handle: one object per key, each with named fields; Durable Objects, or memory. */
export interface StateStore {
  at(key: string): StateObjectStore;
}

/** One object. Its calls are done one after the other, each whole or not at all. Knows no limits. */
export interface StateObjectStore {
  /** In the order asked for, as they were at one moment; undefined for what is not there. */
  read(fields: readonly string[]): Promise<readonly (StateEntry | undefined)[]>;
  change(change: StateChange): Promise<StateChanged>;
  /** Replaces an alarm that is set. */
  setAlarm(alarm: StateAlarm): Promise<StateAlarmSet>;
  alarmAtMs(): Promise<number | undefined>;
  deleteAlarm(): Promise<void>;
}

export interface StateEntry {
  readonly json: string;
  /** Another one after each write of the field. */
  readonly version: string;
}

/** Made only if all of `onlyIf` holds. Each of the other lists names other fields. */
export interface StateChange {
  /** The version that each field must have; null: it must not be there. */
  readonly onlyIf: readonly (readonly [field: string, version: string | null])[];
  readonly delete: readonly string[];
  readonly put: readonly (readonly [field: string, json: string])[];
  /** Numbers to add; a field that is not there counts as 0. */
  readonly add: readonly (readonly [field: string, by: number])[];
}

export type StateChanged =
  /** `sums` are what `add` came to, in its order. */
  | { readonly kind: "changed"; readonly version: string; readonly sums: readonly number[] }
  | { readonly kind: "conflict"; readonly field: string }
  /** A field to add to holds no number, or the sum is none. */
  | { readonly kind: "no_number"; readonly field: string };

export interface StateAlarm {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** The binding of the queue that is told. */
  readonly queue: string;
  readonly json: string;
}

export type StateAlarmSet = "set" | "no_such_queue";

export interface MemoryState extends StateStore, MemoryStore {
  readonly memory: "state";
  /** Alarms that are set, by key. They are kept, not run. */
  readonly alarms: ReadonlyMap<string, StateAlarm>;
}
