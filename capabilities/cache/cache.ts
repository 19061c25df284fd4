import type { HintRule } from "../../kernel/catalog.ts";
import { type Capability, isMemory } from "../capability.ts";
import type { Asks } from "../guarantees.ts";
import { CACHE_LIMITS } from "../limits.ts";
import { type KeyedUse, prefixOf } from "../prefix.ts";
import { type CacheHandle, cacheHandle } from "./handle.ts";
import type { MemoryCache } from "./store.ts";
import { workersCache } from "./workers.ts";

/** To put into a cache changes nothing that anybody may rely on, so it is no effect. */
const hints: readonly HintRule[] = [{ hint: "resource::cache", effects: "read_only", determinism: "best_effort" }];

export interface CacheOptions extends Asks {
  /** Put before every key. */
  readonly prefix?: string;
}

/** The Cache API: values kept for a while where the Worker runs. `name` tells caches apart; nothing is bound. */
export function cache(name: string, options: CacheOptions = {}): KeyedUse<CacheHandle> {
  return {
    kind: "cache",
    provider: cacheCapability,
    keyed: true,
    access: "write",
    hints,
    options: { ...options, name },
  };
}

export const cacheCapability: Capability = {
  kind: "cache",
  hints,
  guarantees: {
    consistency: "none",
    durability: "ephemeral",
    ttl: "per_write",
    limits: CACHE_LIMITS,
    notes: [
      "Each location has its own, and drops what it needs room for.",
      "On workers.dev a cache keeps nothing; it needs a custom domain or a route.",
    ],
  },
  open: (use, bound) => {
    const name = String(use.options.name);
    const at = { resource: "cache", binding: name };
    const store = isMemory<MemoryCache>(bound, "cache") ? bound : workersCache(name, at);
    return { scope: "isolate", handle: Object.freeze(cacheHandle(store, at, prefixOf(use))) };
  },
};
