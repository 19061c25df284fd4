import type { BlobStore, MemoryBlob } from "../capabilities/blob/store.ts";
import { isR2Bucket, workersBlob } from "../capabilities/blob/workers.ts";
import { isMemory } from "../capabilities/capability.ts";

/** The bucket for what is too large for a queue or a row, or memory in its place; undefined where none is bound. */
export function boundBlobs({ FLOWGATE_BLOBS: bound }: Readonly<Record<string, unknown>>): BlobStore | undefined {
  if (isMemory<MemoryBlob>(bound, "blob")) return bound;
  return isR2Bucket(bound) ? workersBlob(bound, { resource: "FLOWGATE_BLOBS" }) : undefined;
}
