import { hash32 } from "../../base/hash.ts";

/** The shard of a key, from 0 to below `shards`. */
export function shardOf(key: string, shards: number): number {
  return hash32(key) % shards;
}
