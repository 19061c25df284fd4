import { type Access, type Capability, hintRules, hintsFor, isMemory } from "../capability.ts";
import type { Asks } from "../guarantees.ts";
import { KV_LIMITS } from "../limits.ts";
import { type KeyedUse, prefixOf } from "../prefix.ts";
import { type KvHandle, type KvReader, kvHandle, kvReader } from "./handle.ts";
import type { MemoryKv } from "./store.ts";
import { isKvNamespace, workersKv } from "./workers.ts";

const hints = hintRules("kv", { read: "read_only", write: "effectful" });

export interface KvOptions extends Asks {
  /** Put before every key, and taken off again in lists. */
  readonly prefix?: string;
}

/** Workers KV: key-value pairs, read fast everywhere, seen everywhere only after a minute or so. */
export function kv<A extends Access>(
  binding: string,
  access: A,
  options: KvOptions = {},
): KeyedUse<A extends "write" ? KvHandle : KvReader> {
  return {
    kind: "kv",
    provider: kvCapability,
    keyed: true,
    binding,
    access,
    hints: hintsFor(hints, access),
    options: { ...options },
  };
}

export const kvCapability: Capability = {
  kind: "kv",
  hints,
  guarantees: {
    consistency: "eventual",
    durability: "durable",
    ttl: "per_write",
    limits: KV_LIMITS,
    notes: [
      "A write may take 60 seconds or more to be seen elsewhere, also that a key is gone or new.",
      "Of two writes at once the last one wins; there is no compare-and-set.",
    ],
  },
  binding: {
    noun: "a KV namespace",
    section: "kv_namespaces",
    entry: ({ binding = "" }) => ({ binding }),
  },
  open: (use, bound) => {
    const at = { resource: "kv", binding: use.binding };
    const store = isMemory<MemoryKv>(bound, "kv") ? bound : isKvNamespace(bound) ? workersKv(bound, at) : undefined;
    if (!store) return undefined;
    const scope = { store, at, prefix: prefixOf(use) };
    const handle = use.access === "write" ? kvHandle(scope) : kvReader(scope);
    return { scope: "isolate", handle: Object.freeze(handle) };
  },
};
