import { isMemory } from "../capability.ts";
import type { BlobStore, MemoryBlob } from "./store.ts";
import { isR2Bucket, workersBlob } from "./workers.ts";

/** The store behind what is bound as `binding`: an R2 bucket, or memory in its place; undefined for anything else. */
export function storeOf(bound: unknown, binding: string | undefined): BlobStore | undefined {
  if (isMemory<MemoryBlob>(bound, "blob")) return bound;
  return isR2Bucket(bound) ? workersBlob(bound, { resource: "blob", binding }) : undefined;
}
