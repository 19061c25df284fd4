import type { BlobStore } from "../../capabilities/blob/store.ts";
import { storeOf } from "../../capabilities/blob/store-of.ts";

/** One store per binding, so that what is known of it is known for as long as the isolate lives. */
const stores = new WeakMap<object, BlobStore>();

/** The bucket for what is too large for a queue or a row, or memory in its place; undefined where none is bound. */
export function boundBlobs(env: Readonly<Record<string, unknown>>, binding = "FLOWGATE_BLOBS"): BlobStore | undefined {
  const bound = Object.hasOwn(env, binding) ? env[binding] : undefined;
  if (typeof bound !== "object" || bound === null) return undefined;
  const store = stores.get(bound) ?? storeOf(bound, binding);
  if (store) stores.set(bound, store);
  return store;
}
