import { shardOf } from "../../base/hash.ts";
import type { DedupeStore } from "./store.ts";

/** The part of a Durable Object namespace that is used; `DurableObjectNamespace<Ledger>` is one. */
export interface ShardNamespace<Shard> {
  getByName(name: string): Shard;
}

/**
 * One object takes about 1,000 requests a second (developers.cloudflare.com/durable-objects/platform/limits/), and a run
 * needs two. To change the number moves keys between shards, so that those in memory are forgotten.
 */
const LEDGER_SHARDS = 32;

/** The ledger behind a namespace: each key lives in one of `shards` objects. One round trip per call. */
export function ledgerOf(namespace: ShardNamespace<DedupeStore>, shards = LEDGER_SHARDS): DedupeStore {
  const shard = (key: string) => namespace.getByName(`ledger-${shardOf(key, shards)}`);
  return {
    claim: (key, terms) => shard(key).claim(key, terms),
    complete: (key, token, result) => shard(key).complete(key, token, result),
    forget: (key, token) => shard(key).forget(key, token),
  };
}
