import type { MemoryStore } from "../capability.ts";

/** What stands behind a `cache` handle: the Cache API, or memory. Knows whole keys, and no limits. */
export interface CacheStore {
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, value: Uint8Array, ttlSeconds: number): Promise<void>;
  delete(key: string): Promise<void>;
}

export interface MemoryCache extends CacheStore, MemoryStore {
  readonly memory: "cache";
}
