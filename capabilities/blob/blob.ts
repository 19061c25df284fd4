import { type Access, type Capability, hintRules, hintsFor } from "../capability.ts";
import type { Asks } from "../guarantees.ts";
import { BLOB_LIMITS } from "../limits.ts";
import { type KeyedUse, prefixOf } from "../prefix.ts";
import { resourceName } from "../resource-name.ts";
import { type BlobHandle, type BlobReader, blobHandle, blobReader } from "./handle.ts";
import { storeOf } from "./store-of.ts";

const hints = hintRules("blob", { read: "read_only", write: "effectful" });

export interface BlobOptions extends Asks {
  /** Put before every key, and taken off again in lists. */
  readonly prefix?: string;
}

/** R2: objects of any size, streamed up and down, seen by everybody as soon as they are stored. */
export function blob<A extends Access>(
  binding: string,
  access: A,
  options: BlobOptions = {},
): KeyedUse<A extends "write" ? BlobHandle : BlobReader> {
  return {
    kind: "blob",
    provider: blobCapability,
    keyed: true,
    binding,
    access,
    hints: hintsFor(hints, access),
    options: { ...options },
  };
}

export const blobCapability: Capability = {
  kind: "blob",
  hints,
  guarantees: {
    consistency: "strong",
    durability: "durable",
    ttl: "none",
    limits: BLOB_LIMITS,
    notes: [
      "Of two writes to one key at once, the last to complete wins; `onlyIf` makes a write conditional.",
      "How long objects live is up to the bucket's lifecycle rules.",
    ],
  },
  binding: {
    noun: "an R2 bucket",
    section: "r2_buckets",
    entry: ({ binding = "" }) => ({ binding, bucket_name: resourceName(binding) }),
  },
  open: (use, bound) => {
    const at = { resource: "blob", binding: use.binding };
    const store = storeOf(bound, use.binding);
    if (!store) return undefined;
    const scope = { store, at, prefix: prefixOf(use) };
    const handle = use.access === "write" ? blobHandle(scope) : blobReader(scope);
    return { scope: "isolate", handle: Object.freeze(handle) };
  },
};
