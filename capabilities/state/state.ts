import { isObjectNamespace, type ObjectNamespace } from "../../base/bindings.ts";
import { type Access, type Capability, hintRules, hintsFor, isMemory, type Opened } from "../capability.ts";
import type { Place } from "../error.ts";
import type { Asks } from "../guarantees.ts";
import { STATE_LIMITS } from "../limits.ts";
import { type KeyedUse, prefixOf } from "../prefix.ts";
import { producer } from "../queue/producer.ts";
import {
  type StateAlarms,
  type StateHandle,
  type StateObject,
  type StateReader,
  stateHandle,
  stateReader,
} from "./handle.ts";
import { type ObjectsHandle, objectsHandle } from "./own.ts";
import type { MemoryState, StateObjectStore } from "./store.ts";
import { workersState } from "./workers.ts";

const hints = hintRules("state", { read: "read_only", write: "effectful" });

export interface StateOptions extends Asks {
  /** Put before every key. */
  readonly prefix?: string;
  /** The binding of the queue that alarms send their message to. */
  readonly alarm?: string;
}

/** The object's write methods, and its alarm if the use names a queue for it. */
type Writable<O extends StateOptions> = O extends { readonly alarm: string } ? StateObject & StateAlarms : StateObject;

/** Durable Objects of the class `KeyedState`: strongly consistent fields, one object per key. */
export function state<A extends Access, const O extends StateOptions = Record<never, never>>(
  binding: string,
  access: A,
  options?: O,
): KeyedUse<A extends "write" ? StateHandle<Writable<O>> : StateReader> {
  return {
    kind: "state",
    provider: stateCapability,
    keyed: true,
    binding,
    access,
    hints: hintsFor(hints, access),
    options: { ...options },
  };
}

/** Durable Objects of your own class `T`, typed by its methods. `access` says whether those you call change anything. */
export function objects<T>(
  binding: string,
  access: Access,
  options: Omit<StateOptions, "alarm"> = {},
): KeyedUse<ObjectsHandle<T>> {
  return {
    kind: "state",
    provider: stateCapability,
    keyed: true,
    binding,
    access,
    hints: hintsFor(hints, access),
    options: { ...options, own: true },
  };
}

export const stateCapability: Capability = {
  kind: "state",
  hints,
  guarantees: {
    consistency: "strong",
    durability: "durable",
    ordering: "per_key",
    ttl: "none",
    limits: STATE_LIMITS,
    notes: [
      "All calls to one key are done one after the other; keys do not wait for each other.",
      "What an object of your own class guarantees beyond that is up to the class.",
    ],
  },
  binding: {
    noun: "a Durable Object namespace",
    section: "durable_objects.bindings",
    entry: ({ binding = "", options }) => ({
      name: binding,
      class_name: options.own ? className(binding) : "KeyedState",
    }),
  },
  also: ({ options: { alarm } }) => (typeof alarm === "string" ? [producer(alarm)] : []),
  open: (use, bound) => {
    const at = { resource: "state", binding: use.binding };
    const prefix = prefixOf(use);
    if (use.options.own)
      return isNamespace(bound) ? shared(objectsHandle({ namespace: bound, at, prefix })) : undefined;
    const store = storeOf(bound, at);
    if (!store) return undefined;
    const scope = { store, at, prefix, alarm: typeof use.options.alarm === "string" ? use.options.alarm : undefined };
    return shared(use.access === "write" ? stateHandle(scope) : stateReader(scope));
  },
};

const shared = (handle: object): Opened => ({ scope: "isolate", handle: Object.freeze(handle) });

function storeOf(bound: unknown, at: Place) {
  if (isMemory<MemoryState>(bound, "state")) return bound;
  return isObjectNamespace<StateObjectStore>(bound) ? workersState(bound, at) : undefined;
}

const isNamespace = (bound: unknown): bound is ObjectNamespace<object> =>
  isMemory(bound, "objects") || isObjectNamespace<object>(bound);

/** `ORDER_COUNTERS` to `OrderCounters`. */
function className(binding: string): string {
  return binding.toLowerCase().replaceAll(/(?:^|[^a-z0-9])([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
