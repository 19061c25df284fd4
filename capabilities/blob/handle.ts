import { utf8Bytes } from "../../base/bytes.ts";
import { slices } from "../../base/slices.ts";
import type { CancelSignal } from "../../kernel/cancel.ts";
import { openCursor, sealCursor } from "../cursor.ts";
import { capabilityError, checkStream, type Place } from "../error.ts";
import { fromJsonText } from "../json-text.ts";
import { storeKey } from "../key.ts";
import { BLOB_LIMITS } from "../limits.ts";
import { wholeNumber } from "../number.ts";
import { checkedRead, checkedWrite } from "./check.ts";
import type { BlobAbout, BlobInfo, BlobPage, BlobRead, BlobStore, BlobWrite } from "./store.ts";
import { upload } from "./upload.ts";

/** An object that was found, and its bytes, which can be read once. */
export interface BlobObject extends BlobInfo {
  readonly body: ReadableStream<Uint8Array>;
  text(): Promise<string>;
  bytes(): Promise<Uint8Array>;
  /** `T` is what the caller expects; it is not checked. */
  json<T = unknown>(): Promise<T>;
}

/** With a condition that may not hold, the body may be missing: ask `"body" in found`. */
export type Found<Read extends BlobRead> = Read extends { readonly onlyIf: object }
  ? BlobObject | BlobInfo
  : BlobObject;

export interface BlobReader {
  head(key: string): Promise<BlobInfo | undefined>;
  get<const Read extends BlobRead = Record<never, never>>(key: string, read?: Read): Promise<Found<Read> | undefined>;
  /** Objects in the order of their keys, at most 1,000 a page, sometimes fewer. */
  list(options?: BlobListOptions): Promise<BlobPage>;
}

export interface BlobHandle extends BlobReader {
  /** Undefined if `onlyIf` does not hold; then nothing is stored. */
  put(key: string, body: string | Uint8Array, options?: BlobWrite): Promise<BlobInfo | undefined>;
  /** Streams a body whose size is known, without holding it in memory. Nothing is stored when it breaks. */
  putStream(
    key: string,
    body: ReadableStream<Uint8Array>,
    options: BlobWrite & { readonly sizeBytes: number },
  ): Promise<BlobInfo | undefined>;
  /** Streams a body of any size, one part in memory at a time. Nothing is stored when it breaks or is cancelled. */
  upload(key: string, body: ReadableStream<Uint8Array>, options?: UploadOptions): Promise<BlobInfo>;
  /** One object or many; 1,000 keys are one operation. What is not there is no error. */
  delete(keys: string | readonly string[]): Promise<void>;
}

export interface UploadOptions extends BlobAbout {
  /** Bytes of a part, 5 MiB (the default) to 64 MiB. An object has 10,000 parts at most. */
  readonly partBytes?: number;
  /** Ends the upload between two parts. */
  readonly signal?: CancelSignal;
}

export interface BlobListOptions {
  readonly prefix?: string;
  /** Objects and prefixes a page, 1 to 1,000 (the default). */
  readonly limit?: number;
  readonly cursor?: string | undefined;
  /** Keys that go on after it, such as `/`, are listed as one prefix. */
  readonly delimiter?: string;
}

export interface BlobScope {
  readonly store: BlobStore;
  readonly at: Place;
  readonly prefix: string;
}

/** As many parts as one isolate can hold beside all else. */
const MAX_PART_BYTES = 64 * 1024 ** 2;

export function blobReader(scope: BlobScope): BlobReader {
  const { store, at, prefix } = scope;
  const keyOf = keys(scope);
  return {
    head: async (key) => own(prefix, await store.head(keyOf(key))),
    get: async <Read extends BlobRead>(key: string, read?: Read) => {
      const found = own(prefix, await store.get(keyOf(key), checkedRead(at, read ?? {})));
      // Without a condition there always is a body.
      return (found?.body ? object(at, { ...found, body: found.body }) : found) as Found<Read> | undefined;
    },
    list: async (options = {}) => list(scope, options),
  };
}

export function blobHandle(scope: BlobScope): BlobHandle {
  const { store, at, prefix } = scope;
  const keyOf = keys(scope);
  return {
    ...blobReader(scope),
    put: async (key, body, options = {}) => {
      const bytes = sizeOf(at, body);
      wholeNumber(at, { name: "sizeBytes", min: 0, max: BLOB_LIMITS.maxPutBytes }, bytes);
      return own(prefix, await store.put(keyOf(key), body, checkedWrite(at, options)));
    },
    putStream: async (key, stream, { sizeBytes, ...options }) => {
      checkStream(at, stream);
      wholeNumber(at, { name: "sizeBytes", min: 0, max: BLOB_LIMITS.maxPutBytes }, sizeBytes);
      return own(prefix, await store.put(keyOf(key), { stream, sizeBytes }, checkedWrite(at, options)));
    },
    upload: async (key, stream, { partBytes = BLOB_LIMITS.minPartBytes, signal, ...about } = {}) => {
      checkStream(at, stream);
      wholeNumber(at, { name: "partBytes", min: BLOB_LIMITS.minPartBytes, max: MAX_PART_BYTES }, partBytes);
      const to = { store, at, key: keyOf(key), about: checkedWrite(at, about), partBytes, signal };
      return own(prefix, await upload(to, stream)) as BlobInfo;
    },
    delete: async (some) => {
      const all = (typeof some === "string" ? [some] : [...some]).map(keyOf);
      for (const slice of slices(all, BLOB_LIMITS.maxDeleteKeys)) await store.delete(slice);
    },
  };
}

const keys =
  ({ at, prefix }: BlobScope) =>
  (key: string) =>
    storeKey({ ...at, maxKeyBytes: BLOB_LIMITS.maxKeyBytes }, prefix, key);

function own<Info extends BlobInfo>(prefix: string, info: Info | undefined): Info | undefined {
  return info && prefix !== "" ? { ...info, key: info.key.slice(prefix.length) } : info;
}

function object(at: Place, found: BlobInfo & { readonly body: ReadableStream<Uint8Array> }): BlobObject {
  const text = () => new Response(found.body).text();
  return {
    ...found,
    text,
    bytes: () => new Response(found.body).bytes(),
    json: async <T>() => fromJsonText(at, await text()) as T,
  };
}

async function list({ store, at, prefix }: BlobScope, options: BlobListOptions): Promise<BlobPage> {
  const listed = prefix + (options.prefix ?? "");
  const { delimiter, limit = BLOB_LIMITS.maxListKeys } = options;
  wholeNumber(at, { name: "limit", min: 1, max: BLOB_LIMITS.maxListKeys }, limit);
  const sealed = `${listed}\0${delimiter ?? ""}`;
  const cursor = options.cursor === undefined ? undefined : openCursor(at, sealed, options.cursor);
  const page = await store.list({ prefix: listed, limit, cursor, delimiter });
  return {
    objects: page.objects.map((info) => own(prefix, info) as BlobInfo),
    prefixes: page.prefixes.map((each) => each.slice(prefix.length)),
    cursor: page.cursor === undefined ? undefined : sealCursor(at, sealed, page.cursor),
  };
}

function sizeOf(at: Place, body: string | Uint8Array): number {
  if (typeof body === "string") return utf8Bytes(body);
  if (body instanceof Uint8Array) return body.byteLength;
  throw capabilityError("invalid", at, { message: "the body must be text or a Uint8Array" });
}
