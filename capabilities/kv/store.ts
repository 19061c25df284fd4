import type { MemoryStore } from "../capability.ts";

/** What stands behind a `kv` handle: a KV namespace, or memory. Knows whole keys, and no limits. */
export interface KvStore {
  get<Form extends KvForm>(key: string, form: Form): Promise<KvFound<KvForms[Form]> | undefined>;
  /** Keys that are not there are left out. At most 100 at once. */
  getMany(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  put(key: string, value: string | Uint8Array, options: KvWrite): Promise<void>;
  delete(key: string): Promise<void>;
  list(options: KvListing): Promise<KvPage>;
}

export interface KvForms {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly stream: ReadableStream<Uint8Array>;
}

export type KvForm = keyof KvForms;

export interface KvFound<Value> {
  readonly value: Value;
  readonly metadata: unknown;
}

export interface KvWrite {
  readonly ttlSeconds?: number | undefined;
  readonly metadata?: unknown;
}

export interface KvListing {
  readonly prefix: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface KvPage {
  readonly keys: readonly KvKey[];
  /** Undefined on the last page. */
  readonly cursor?: string | undefined;
}

export interface KvKey {
  readonly key: string;
  readonly metadata?: unknown;
  /** Seconds since the epoch. */
  readonly expiresAtSeconds?: number | undefined;
}

export interface MemoryKv extends KvStore, MemoryStore {
  readonly memory: "kv";
}
