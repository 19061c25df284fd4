import { asBytes, asStream, asText } from "../../base/bytes.ts";
import type { KvForm, KvForms, KvListing, KvPage, KvWrite, MemoryKv } from "./store.ts";

interface Entry {
  readonly bytes: Uint8Array;
  readonly metadata: string | undefined;
  readonly expiresAtMs: number;
}

export interface MemoryKvOptions {
  /** Milliseconds since the epoch. Default: the real time. */
  readonly now?: () => number;
}

/** A KV namespace in memory. Writes are visible at once, which the real one does not promise. */
export function memoryKv({ now = Date.now }: MemoryKvOptions = {}): MemoryKv {
  const entries = new Map<string, Entry>();
  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (!entry || entry.expiresAtMs > now()) return entry;
    entries.delete(key);
    return undefined;
  };
  return {
    memory: "kv",
    get: async <Form extends KvForm>(key: string, form: Form) => {
      const entry = live(key);
      // The form asked for and the type returned go together; TypeScript cannot see it through the switch.
      return entry && { value: inForm(entry.bytes, form) as never, metadata: parse(entry.metadata) ?? null };
    },
    getMany: async (keys) => {
      const found = keys.flatMap((key) => {
        const entry = live(key);
        return entry ? [[key, asText(entry.bytes)] as const] : [];
      });
      return new Map(found);
    },
    put: async (key, value, { ttlSeconds, metadata }: KvWrite) => {
      const bytes = typeof value === "string" ? asBytes(value) : value.slice();
      const expiresAtMs = ttlSeconds === undefined ? Number.POSITIVE_INFINITY : now() + ttlSeconds * 1000;
      entries.set(key, { bytes, metadata: JSON.stringify(metadata), expiresAtMs });
    },
    delete: async (key) => {
      entries.delete(key);
    },
    list: async (listing) =>
      page(
        [...entries.keys()].filter((key) => live(key)),
        entries,
        listing,
      ),
  };
}

function inForm(bytes: Uint8Array, form: KvForm): KvForms[KvForm] {
  switch (form) {
    case "text":
      return asText(bytes);
    case "bytes":
      return bytes.slice();
    case "stream":
      return asStream(bytes.slice());
  }
}

function page(all: readonly string[], entries: ReadonlyMap<string, Entry>, listing: KvListing): KvPage {
  const { prefix, limit, cursor = "" } = listing;
  const rest = all.filter((key) => key.startsWith(prefix) && key > cursor).sort();
  const keys = rest.slice(0, limit).map((key) => {
    const { metadata, expiresAtMs } = entries.get(key) as Entry;
    return {
      key,
      ...(metadata !== undefined && { metadata: parse(metadata) }),
      ...(Number.isFinite(expiresAtMs) && { expiresAtSeconds: Math.floor(expiresAtMs / 1000) }),
    };
  });
  return { keys, cursor: rest.length > limit ? keys.at(-1)?.key : undefined };
}

const parse = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));
