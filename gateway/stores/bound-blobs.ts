import type { BlobStore } from "../../capabilities/blob/store.ts";
import { storeOf } from "../../capabilities/blob/store-of.ts";

/** The bucket for what is too large for a queue or a row, or memory in its place; undefined where none is bound. */
export function boundBlobs(env: Readonly<Record<string, unknown>>, binding = "FLOWGATE_BLOBS"): BlobStore | undefined {
  return Object.hasOwn(env, binding) ? storeOf(env[binding], binding) : undefined;
}
