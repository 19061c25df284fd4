import { blobCapability } from "./blob/blob.ts";
import type { Capability } from "./capability.ts";
import { dbCapability } from "./db/db.ts";
import { httpCapability } from "./http/http.ts";
import { kvCapability } from "./kv/kv.ts";
import { queueCapability } from "./queue/queue.ts";
import { stateCapability } from "./state/state.ts";

/** Everything a node may use. A new capability is a folder here and a line in this list. */
export const capabilities = [
  kvCapability,
  blobCapability,
  queueCapability,
  stateCapability,
  dbCapability,
  httpCapability,
] as const satisfies readonly Capability[];
