import { utf8Bytes } from "../../base/bytes.ts";
import { capabilityError, type Place } from "../error.ts";
import { fromJsonText, toJsonText } from "../json-text.ts";
import { storeKey } from "../key.ts";
import { STATE_LIMITS } from "../limits.ts";
import { wholeNumber } from "../number.ts";
import type { StateChange, StateChanged, StateObjectStore, StateStore } from "./store.ts";

/** An object's fields, read. `T` is what the caller expects; it is not checked. */
export interface StateObjectReader {
  get<T = unknown>(field: string): Promise<T | undefined>;
  /** The fields that are there, as they were at one moment. */
  getMany<T = unknown>(fields: Iterable<string>): Promise<ReadonlyMap<string, T>>;
  /** The value with its version, for `compareAndSet` and `transaction`. */
  getVersioned<T = unknown>(field: string): Promise<{ readonly value: T; readonly version: string } | undefined>;
}

export interface StateObject extends StateObjectReader {
  /** Any JSON value; gives its version. */
  put(field: string, value: unknown): Promise<string>;
  delete(field: string): Promise<void>;
  /** Adds to a number, 0 if it is not there, and gives the sum. */
  add(field: string, by: number): Promise<number>;
  /** Puts if the field still has `version`, or is not there for null. Gives the new version; undefined if it has not. */
  compareAndSet(field: string, version: string | null, value: unknown): Promise<string | undefined>;
  /** Makes all of it, or nothing if `onlyIf` does not hold: then undefined. */
  transaction(change: Transaction): Promise<Committed | undefined>;
}

export interface Transaction {
  /** The version that each field must have; null: it must not be there. */
  readonly onlyIf?: Readonly<Record<string, string | null>>;
  readonly delete?: readonly string[];
  readonly put?: Readonly<Record<string, unknown>>;
  readonly add?: Readonly<Record<string, number>>;
}

export interface Committed {
  /** Of every field that was put or added to. */
  readonly version: string;
  /** What `add` came to. */
  readonly sums: Readonly<Record<string, number>>;
}

/** One alarm per object: a message to the queue that the use names. It is sent at least once. */
export interface StateAlarms {
  /** Replaces the alarm that is set. `atMs` is milliseconds since the epoch; what is past is sent at once. */
  setAlarm(atMs: number, body: unknown): Promise<void>;
  alarmAtMs(): Promise<number | undefined>;
  deleteAlarm(): Promise<void>;
}

/** Objects by key: all calls to one of them are done one after the other, wherever they come from. */
export interface StateReader {
  at(key: string): StateObjectReader;
}

export interface StateHandle<O extends StateObject = StateObject> {
  at(key: string): O;
}

export interface StateScope {
  readonly store: StateStore;
  readonly at: Place;
  readonly prefix: string;
  /** The binding of the queue that alarms go to. */
  readonly alarm: string | undefined;
}

export function stateReader(scope: StateScope): StateReader {
  return { at: (key) => objectReader(scope.at, scope.store.at(keyOf(scope, key))) };
}

export function stateHandle(scope: StateScope): StateHandle {
  return {
    at: (key) => {
      const { at, alarm } = scope;
      const object = scope.store.at(keyOf(scope, key));
      const alarms = alarm === undefined ? {} : objectAlarms(at, object, alarm);
      return { ...objectReader(at, object), ...objectWriter(at, object), ...alarms };
    },
  };
}

const keyOf = ({ at, prefix }: StateScope, key: string) =>
  storeKey({ ...at, maxKeyBytes: STATE_LIMITS.maxKeyBytes }, prefix, key);

const fieldOf = (at: Place, field: string) => storeKey({ ...at, maxKeyBytes: STATE_LIMITS.maxFieldBytes }, "", field);

function objectReader(at: Place, object: StateObjectStore): StateObjectReader {
  const read = async (field: string) => (await object.read([fieldOf(at, field)]))[0];
  return {
    get: async <T>(field: string) => {
      const entry = await read(field);
      return entry && (fromJsonText(at, entry.json) as T);
    },
    getMany: async <T>(wanted: Iterable<string>) => {
      const fields = Array.from(wanted, (field) => fieldOf(at, field));
      const entries = await object.read(fields);
      const found = fields.flatMap((field, index) => {
        const entry = entries[index];
        return entry ? [[field, fromJsonText(at, entry.json) as T] as const] : [];
      });
      return new Map(found);
    },
    getVersioned: async <T>(field: string) => {
      const entry = await read(field);
      return entry && { value: fromJsonText(at, entry.json) as T, version: entry.version };
    },
  };
}

function objectWriter(at: Place, object: StateObjectStore): Omit<StateObject, keyof StateObjectReader> {
  const transaction = async (asked: Transaction) => {
    const change = checked(at, asked);
    return committed(at, change, await object.change(change));
  };
  /** Without a condition every change is made. */
  const always = async (asked: Omit<Transaction, "onlyIf">) => (await transaction(asked)) as Committed;
  return {
    put: async (field, value) => (await always({ put: { [field]: value } })).version,
    delete: async (field) => {
      await always({ delete: [field] });
    },
    add: async (field, by) => (await always({ add: { [field]: by } })).sums[field] as number,
    compareAndSet: async (field, version, value) =>
      (await transaction({ onlyIf: { [field]: version }, put: { [field]: value } }))?.version,
    transaction,
  };
}

function objectAlarms(at: Place, object: StateObjectStore, queue: string): StateAlarms {
  return {
    setAlarm: async (atMs, body) => {
      wholeNumber(at, { name: "atMs", min: 0, max: 8.64e15 }, atMs);
      const set = await object.setAlarm({ atMs, queue, json: toJsonText(at, body) });
      if (set !== "set") throw capabilityError("not_found", at, { message: "the queue for its alarms is not bound" });
    },
    alarmAtMs: () => object.alarmAtMs(),
    deleteAlarm: () => object.deleteAlarm(),
  };
}

function committed(at: Place, change: StateChange, changed: StateChanged): Committed | undefined {
  switch (changed.kind) {
    case "changed": {
      const sums = change.add.map(([field], index) => [field, changed.sums[index] as number] as const);
      return { version: changed.version, sums: Object.fromEntries(sums) };
    }
    case "conflict":
      return undefined;
    case "no_number":
      throw invalid(at, "what is to be added to is no number, or the sum is none");
  }
}

function checked(at: Place, { onlyIf = {}, delete: gone = [], put = {}, add = {} }: Transaction): StateChange {
  const changed = [...gone, ...Object.keys(put), ...Object.keys(add)];
  for (const field of [...changed, ...Object.keys(onlyIf)]) fieldOf(at, field);
  if (new Set(changed).size < changed.length) throw invalid(at, "a change names each field once");
  if (!Object.values(add).every(Number.isFinite)) throw invalid(at, "what is to be added must be a number");
  const values = Object.entries(put).map(([field, value]) => [field, toJsonText(at, value)] as const);
  const bytes = values.map(([field, json]) => sized(at, field, json)).reduce((sum, each) => sum + each, 0);
  if (bytes > STATE_LIMITS.maxChangeBytes) throw tooLarge(at, "the change", bytes, STATE_LIMITS.maxChangeBytes);
  return { onlyIf: Object.entries(onlyIf), delete: gone, put: values, add: Object.entries(add) };
}

function sized(at: Place, field: string, json: string): number {
  const bytes = utf8Bytes(field) + utf8Bytes(json);
  if (bytes <= STATE_LIMITS.maxFieldAndValueBytes) return bytes;
  throw tooLarge(at, "a field with its value", bytes, STATE_LIMITS.maxFieldAndValueBytes);
}

function tooLarge(at: Place, what: string, bytes: number, max: number): Error {
  return capabilityError("too_large", at, { message: `${what} takes ${bytes} bytes; at most ${max}` });
}

const invalid = (at: Place, message: string) => capabilityError("invalid", at, { message });
