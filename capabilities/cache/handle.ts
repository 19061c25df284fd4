import { asBytes, asText } from "../../base/bytes.ts";
import { capabilityError, type Place } from "../error.ts";
import { fromJsonText, toJsonText } from "../json-text.ts";
import { storeKey } from "../key.ts";
import { CACHE_LIMITS } from "../limits.ts";
import { wholeNumber } from "../number.ts";
import type { CacheStore } from "./store.ts";

/** What is put may be gone a moment later, and is never there elsewhere. */
export interface CacheHandle {
  /** `T` is what the caller expects of stored JSON; it is not checked. */
  get<T = unknown>(key: string): Promise<T | undefined>;
  getBytes(key: string): Promise<Uint8Array | undefined>;
  /** Any JSON value, for so many seconds at most. */
  put(key: string, value: unknown, options: CachePutOptions): Promise<void>;
  putBytes(key: string, value: Uint8Array, options: CachePutOptions): Promise<void>;
  delete(key: string): Promise<void>;
}

export interface CachePutOptions {
  readonly ttlSeconds: number;
}

export function cacheHandle(store: CacheStore, at: Place, prefix: string): CacheHandle {
  const keyOf = (key: string) => storeKey({ ...at, maxKeyBytes: CACHE_LIMITS.maxKeyBytes }, prefix, key);
  const put = async (key: string, value: Uint8Array, { ttlSeconds }: CachePutOptions) => {
    wholeNumber(at, { name: "ttlSeconds", min: CACHE_LIMITS.minTtlSeconds }, ttlSeconds);
    if (!(value instanceof Uint8Array))
      throw capabilityError("invalid", at, { message: "the value must be a Uint8Array" });
    if (value.byteLength > CACHE_LIMITS.maxValueBytes) {
      const message = `the value takes ${value.byteLength} bytes; at most ${CACHE_LIMITS.maxValueBytes}`;
      throw capabilityError("too_large", at, { message });
    }
    await store.put(keyOf(key), value, ttlSeconds);
  };
  return {
    get: async <T>(key: string) => {
      const bytes = await store.get(keyOf(key));
      return bytes && (fromJsonText(at, asText(bytes)) as T);
    },
    getBytes: async (key) => store.get(keyOf(key)),
    put: async (key, value, options) => put(key, asBytes(toJsonText(at, value)), options),
    putBytes: put,
    delete: async (key) => store.delete(keyOf(key)),
  };
}
