import { blobCapability } from "./blob/blob.ts";
import { cacheCapability } from "./cache/cache.ts";
import type { Capability } from "./capability.ts";
import { clockCapability } from "./clock/clock.ts";
import { dbCapability } from "./db/db.ts";
import { dedupeCapability } from "./dedupe/dedupe.ts";
import { httpCapability } from "./http/http.ts";
import { kvCapability } from "./kv/kv.ts";
import { queueCapability } from "./queue/queue.ts";
import { rngCapability } from "./rng/rng.ts";
import { secretCapability } from "./secret/secret.ts";
import { stateCapability } from "./state/state.ts";

/** Everything a node may use. A new capability is a folder here and a line in this list. */
export const capabilities = [
  kvCapability,
  blobCapability,
  queueCapability,
  stateCapability,
  dbCapability,
  httpCapability,
  dedupeCapability,
  cacheCapability,
  secretCapability,
  clockCapability,
  rngCapability,
] as const satisfies readonly Capability[];
