import type { MemoryStore } from "../capability.ts";

/** What stands behind a `blob` handle: an R2 bucket, or memory. Knows whole keys, and no limits. */
export interface BlobStore {
  head(key: string): Promise<BlobInfo | undefined>;
  /** Without a body where the condition does not hold. */
  get(key: string, read: BlobRead): Promise<(BlobInfo & { readonly body?: ReadableStream<Uint8Array> }) | undefined>;
  /** Undefined where the condition does not hold. All of the body is stored, or nothing. */
  put(key: string, body: BlobBody, write: BlobWrite): Promise<BlobInfo | undefined>;
  /** At most 1,000 keys at once. */
  delete(keys: readonly string[]): Promise<void>;
  list(listing: BlobListing): Promise<BlobPage>;
  startUpload(key: string, about: BlobAbout): Promise<BlobUpload>;
}

/** Parts become an object by `complete`, and nothing before that. */
export interface BlobUpload {
  /** Parts count from 1 and have one size, but for the last. The bytes may be reused afterwards. */
  part(number: number, bytes: Uint8Array): Promise<void>;
  complete(): Promise<BlobInfo>;
  abort(): Promise<void>;
}

export type BlobBody = string | Uint8Array | SizedStream;

export interface SizedStream {
  readonly stream: ReadableStream<Uint8Array>;
  readonly sizeBytes: number;
}

/** What is said of an object when it is stored. */
export interface BlobAbout {
  readonly contentType?: string | undefined;
  readonly cacheControl?: string | undefined;
  /** Your own names and values, 8,192 bytes together. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

export interface BlobWrite extends BlobAbout {
  /** In hexadecimal. What does not match is not stored. */
  readonly checksum?: BlobChecksum | undefined;
  readonly onlyIf?: BlobCondition | undefined;
}

export interface BlobChecksum {
  readonly algorithm: "sha1" | "sha256" | "sha384" | "sha512";
  readonly hex: string;
}

export interface BlobRead {
  readonly range?: BlobRange | undefined;
  readonly onlyIf?: BlobCondition | undefined;
}

/** Bytes from `offset`, all or `length` of them; or the last `suffix`. */
export type BlobRange =
  | { readonly offset: number; readonly length?: number }
  | { readonly suffix: number; readonly offset?: never };

/** Holds of the object that is there; `absent` asks that there is none. */
export type BlobCondition =
  | { readonly absent: true }
  | { readonly etagIs: string }
  | { readonly etagIsNot: string }
  | { readonly uploadedBeforeMs: number }
  | { readonly uploadedAfterMs: number };

export interface BlobInfo extends BlobAbout {
  readonly key: string;
  /** Of the whole object, whatever range was read. */
  readonly sizeBytes: number;
  /** Another one after each write, without quotes. */
  readonly etag: string;
  readonly uploadedAtMs: number;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface BlobListing {
  readonly prefix: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly delimiter?: string | undefined;
}

export interface BlobPage {
  readonly objects: readonly BlobInfo[];
  /** What stands before the delimiter, once each; their objects are not listed. */
  readonly prefixes: readonly string[];
  /** Undefined on the last page. */
  readonly cursor?: string | undefined;
}

export interface MemoryBlob extends BlobStore, MemoryStore {
  readonly memory: "blob";
  /** Uploads that were neither completed nor aborted. */
  readonly openUploads: () => number;
}
