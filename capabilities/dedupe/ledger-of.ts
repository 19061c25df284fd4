import type { ObjectNamespace } from "../../base/bindings.ts";
import { shardOf } from "../../base/hash.ts";
import type { DedupeStore } from "./store.ts";

/**
 * One object takes about 1,000 requests a second (developers.cloudflare.com/durable-objects/platform/limits/), and a run
 * needs two. To change the number moves keys between shards, so that those in memory are forgotten.
 */
const LEDGER_SHARDS = 32;

/** The ledger behind a namespace: each key lives in one of `shards` objects. One round trip per call. */
export function ledgerOf(namespace: ObjectNamespace<DedupeStore>, shards = LEDGER_SHARDS): DedupeStore {
  const shard = (key: string) => namespace.getByName(`ledger-${shardOf(key, shards)}`);
  return {
    claim: (key, terms) => shard(key).claim(key, terms),
    look: (key) => shard(key).look(key),
    complete: (key, token, result) => shard(key).complete(key, token, result),
    extend: (key, token, leaseMs) => shard(key).extend(key, token, leaseMs),
    forget: (key, token) => shard(key).forget(key, token),
  };
}
