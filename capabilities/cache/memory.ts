import type { MemoryCache } from "./store.ts";

export interface MemoryCacheOptions {
  /** Milliseconds since the epoch. Default: the real time. */
  readonly now?: () => number;
}

/** A cache in memory. It forgets only what is over, which the real one does not promise. */
export function memoryCache({ now = Date.now }: MemoryCacheOptions = {}): MemoryCache {
  const entries = new Map<string, { readonly value: Uint8Array; readonly expiresAtMs: number }>();
  return {
    memory: "cache",
    get: async (key) => {
      const entry = entries.get(key);
      return entry && entry.expiresAtMs > now() ? entry.value.slice() : undefined;
    },
    put: async (key, value, ttlSeconds) => {
      entries.set(key, { value: value.slice(), expiresAtMs: now() + ttlSeconds * 1000 });
    },
    delete: async (key) => {
      entries.delete(key);
    },
  };
}
