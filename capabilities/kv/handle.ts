import { collect, utf8Bytes } from "../../base/bytes.ts";
import { slices } from "../../base/slices.ts";
import { openCursor, sealCursor } from "../cursor.ts";
import { brokenSource, capabilityError, checkStream, type Place } from "../error.ts";
import { fromJsonText, toJsonText } from "../json-text.ts";
import { storeKey } from "../key.ts";
import { KV_LIMITS } from "../limits.ts";
import { wholeNumber } from "../number.ts";
import type { KvForm, KvKey, KvPage, KvStore, KvWrite } from "./store.ts";

const MAX = KV_LIMITS.maxValueBytes;

/** `T` is what the caller expects of stored JSON; it is not checked. */
export interface KvReader {
  get<T = unknown>(key: string): Promise<T | undefined>;
  getText(key: string): Promise<string | undefined>;
  getBytes(key: string): Promise<Uint8Array | undefined>;
  getStream(key: string): Promise<ReadableStream<Uint8Array> | undefined>;
  /** The value with the metadata it was put with; null without any. */
  getWithMetadata<T = unknown, M = unknown>(key: string): Promise<{ value: T; metadata: M | null } | undefined>;
  /** JSON of the keys that are there; 100 keys cost one operation. */
  getMany<T = unknown>(keys: Iterable<string>): Promise<ReadonlyMap<string, T>>;
  /** Keys in order, at most 1,000 a page. Hand `cursor` to the next call for the next page. */
  list(options?: KvListOptions): Promise<KvPage>;
}

export interface KvHandle extends KvReader {
  /** Any JSON value. */
  put(key: string, value: unknown, options?: KvPutOptions): Promise<void>;
  putText(key: string, value: string, options?: KvPutOptions): Promise<void>;
  putBytes(key: string, value: Uint8Array, options?: KvPutOptions): Promise<void>;
  /**
   * Read to its end before it is stored, so at most 25 MiB are held in memory: a namespace that is given a stream
   * keeps the half of one that breaks. For more, use `blob`.
   */
  putStream(key: string, value: ReadableStream<Uint8Array>, options?: KvPutOptions): Promise<void>;
  delete(key: string): Promise<void>;
}

export interface KvPutOptions {
  /** Seconds that the value lives; 60 at least. Default: until it is deleted. */
  readonly ttlSeconds?: number;
  /** JSON of at most 1,024 bytes, kept beside the value. */
  readonly metadata?: unknown;
}

export interface KvListOptions {
  readonly prefix?: string;
  /** Keys a page, 1 to 1,000 (the default). */
  readonly limit?: number;
  readonly cursor?: string | undefined;
}

export interface KvScope {
  readonly store: KvStore;
  readonly at: Place;
  readonly prefix: string;
}

export function kvReader({ store, at, prefix }: KvScope): KvReader {
  const keyOf = keys(at, prefix);
  const read = async <Form extends KvForm>(key: string, form: Form) => (await store.get(keyOf(key), form))?.value;
  return {
    get: async <T>(key: string) => {
      const text = await read(key, "text");
      return text === undefined ? undefined : (fromJsonText(at, text) as T);
    },
    getText: (key) => read(key, "text"),
    getBytes: (key) => read(key, "bytes"),
    getStream: (key) => read(key, "stream"),
    getWithMetadata: async <T, M>(key: string) => {
      const found = await store.get(keyOf(key), "text");
      return found && { value: fromJsonText(at, found.value) as T, metadata: found.metadata as M | null };
    },
    getMany: async <T>(wanted: Iterable<string>) => {
      const found = new Map<string, T>();
      for (const some of slices([...new Set(wanted)], KV_LIMITS.maxBulkKeys)) {
        const texts = await store.getMany(some.map(keyOf));
        for (const [key, text] of texts) found.set(key.slice(prefix.length), fromJsonText(at, text) as T);
      }
      return found;
    },
    list: (options = {}) => list({ store, at, prefix }, options),
  };
}

export function kvHandle(scope: KvScope): KvHandle {
  const { store, at, prefix } = scope;
  const keyOf = keys(at, prefix);
  const write = async (key: string, value: string | Uint8Array, options: KvPutOptions = {}) =>
    store.put(keyOf(key), sized(at, value), checked(at, options));
  return {
    ...kvReader(scope),
    put: async (key, value, options) => write(key, toJsonText(at, value), options),
    putText: write,
    putBytes: write,
    putStream: async (key, value, options) => {
      keyOf(key);
      checkStream(at, value);
      const bytes = await collect(value, MAX).catch((error: unknown) => {
        throw brokenSource(at, error);
      });
      if (!bytes) throw tooLarge(at, `more than ${MAX}`);
      await write(key, bytes, options);
    },
    delete: async (key) => store.delete(keyOf(key)),
  };
}

const keys = (at: Place, prefix: string) => (key: string) =>
  storeKey({ ...at, maxKeyBytes: KV_LIMITS.maxKeyBytes, reserved: [".", ".."] }, prefix, key);

async function list({ store, at, prefix }: KvScope, options: KvListOptions): Promise<KvPage> {
  const listed = prefix + (options.prefix ?? "");
  const limit = wholeNumber(
    at,
    { name: "limit", min: 1, max: KV_LIMITS.maxListKeys },
    options.limit ?? KV_LIMITS.maxListKeys,
  );
  const cursor = options.cursor === undefined ? undefined : openCursor(at, listed, options.cursor);
  const page = await store.list({ prefix: listed, limit, cursor });
  const own = (key: KvKey): KvKey => ({ ...key, key: key.key.slice(prefix.length) });
  return {
    keys: prefix === "" ? page.keys : page.keys.map(own),
    cursor: page.cursor === undefined ? undefined : sealCursor(at, listed, page.cursor),
  };
}

function checked(at: Place, { ttlSeconds, metadata }: KvPutOptions): KvWrite {
  if (ttlSeconds !== undefined) wholeNumber(at, { name: "ttlSeconds", min: KV_LIMITS.minTtlSeconds }, ttlSeconds);
  if (metadata !== undefined) {
    const bytes = utf8Bytes(toJsonText(at, metadata));
    if (bytes > KV_LIMITS.maxMetadataBytes) {
      const message = `the metadata takes ${bytes} bytes; at most ${KV_LIMITS.maxMetadataBytes}`;
      throw capabilityError("too_large", at, { message });
    }
  }
  return { ttlSeconds, metadata };
}

function sized(at: Place, value: string | Uint8Array): string | Uint8Array {
  if (typeof value !== "string" && !(value instanceof Uint8Array)) {
    throw capabilityError("invalid", at, { message: "the value must be text or a Uint8Array" });
  }
  // UTF-8 takes at most three bytes per code unit, so that most texts need no counting.
  if (typeof value === "string" && value.length * 3 <= MAX) return value;
  const bytes = typeof value === "string" ? utf8Bytes(value) : value.byteLength;
  if (bytes > MAX) throw tooLarge(at, String(bytes));
  return value;
}

function tooLarge(at: Place, bytes: string): Error {
  return capabilityError("too_large", at, { message: `the value takes ${bytes} bytes; at most ${MAX}` });
}
