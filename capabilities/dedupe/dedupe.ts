import { isObjectNamespace } from "../../base/bindings.ts";
import { type Capability, hintRules, hintsFor, isMemory } from "../capability.ts";
import { mappingErrors, type Place } from "../error.ts";
import type { Asks } from "../guarantees.ts";
import { DEDUPE_LIMITS } from "../limits.ts";
import { type KeyedUse, prefixOf } from "../prefix.ts";
import { reasonOfObjectError } from "../state/workers.ts";
import { type DedupeHandle, dedupeHandle } from "./handle.ts";
import { ledgerOf } from "./ledger-of.ts";
import type { DedupeStore, MemoryDedupe } from "./store.ts";

const hints = hintRules("dedupe", { write: "effectful" });

/** Keeps the keys of nodes apart from those of the gateway itself, which may live in the same ledger. */
const OWN = "own/";

export interface DedupeOptions extends Asks {
  /** Put before every key. */
  readonly prefix?: string;
}

/** Claims on keys, in the ledger: of many who claim one, one is told that it is new. */
export function dedupe(binding: string, options: DedupeOptions = {}): KeyedUse<DedupeHandle> {
  return {
    kind: "dedupe",
    provider: dedupeCapability,
    keyed: true,
    binding,
    access: "write",
    hints: hintsFor(hints, "write"),
    options: { ...options },
  };
}

export const dedupeCapability: Capability = {
  kind: "dedupe",
  hints,
  guarantees: {
    consistency: "strong",
    durability: "durable",
    ordering: "per_key",
    ttl: "per_write",
    limits: DEDUPE_LIMITS,
    notes: [
      "A claim is atomic: of many at once, one is new.",
      "A claim ends with its lease, whether or not it was completed.",
    ],
  },
  binding: {
    noun: "a Durable Object namespace",
    section: "durable_objects.bindings",
    entry: ({ binding = "" }) => ({ name: binding, class_name: "Ledger" }),
  },
  open: (use, bound) => {
    const at = { resource: "dedupe", binding: use.binding };
    const store = isMemory<MemoryDedupe>(bound, "dedupe") ? bound : workersDedupe(bound, at);
    return store && { scope: "isolate", handle: Object.freeze(dedupeHandle(store, at, OWN + prefixOf(use))) };
  },
};

function workersDedupe(bound: unknown, at: Place): DedupeStore | undefined {
  if (!isObjectNamespace<DedupeStore>(bound)) return undefined;
  const ledger = ledgerOf(bound);
  const call = <T>(work: () => Promise<T>) => mappingErrors(at, reasonOfObjectError, work);
  return {
    claim: (key, terms) => call(() => ledger.claim(key, terms)),
    look: (key) => call(() => ledger.look(key)),
    complete: (key, token, result) => call(() => ledger.complete(key, token, result)),
    extend: (key, token, leaseMs) => call(() => ledger.extend(key, token, leaseMs)),
    forget: (key, token) => call(() => ledger.forget(key, token)),
  };
}
