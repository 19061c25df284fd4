import { asBytes, asHex, asStream, concat } from "../../base/bytes.ts";
import { brokenSource, capabilityError } from "../error.ts";
import { wrongSize } from "./size.ts";
import type {
  BlobAbout,
  BlobBody,
  BlobChecksum,
  BlobCondition,
  BlobInfo,
  BlobListing,
  BlobPage,
  BlobRange,
  BlobUpload,
  MemoryBlob,
} from "./store.ts";

interface Entry {
  readonly info: BlobInfo;
  readonly bytes: Uint8Array;
}

export interface MemoryBlobOptions {
  /** Milliseconds since the epoch. Default: the real time. */
  readonly now?: () => number;
}

const at = { resource: "blob" };

/** A bucket in memory. */
export function memoryBlob({ now = Date.now }: MemoryBlobOptions = {}): MemoryBlob {
  const entries = new Map<string, Entry>();
  const uploads = new Set<BlobUpload>();
  let writes = 0;
  const store = (key: string, bytes: Uint8Array, about: BlobAbout): BlobInfo => {
    writes += 1;
    const info = { ...about, key, sizeBytes: bytes.byteLength, etag: `m${writes}`, uploadedAtMs: now() };
    const entry = { info: { ...info, metadata: { ...about.metadata } }, bytes };
    entries.set(key, entry);
    return entry.info;
  };
  return {
    memory: "blob",
    openUploads: () => uploads.size,
    head: async (key) => entries.get(key)?.info,
    get: async (key, { range, onlyIf }) => {
      const entry = entries.get(key);
      if (!entry) return undefined;
      if (onlyIf && !holds(onlyIf, entry.info)) return entry.info;
      return { ...entry.info, body: asStream(slice(entry.bytes, range)) };
    },
    put: async (key, body, { checksum, onlyIf, ...about }) => {
      const bytes = await allOf(body);
      if (checksum && (await digest(checksum, bytes)) !== checksum.hex.toLowerCase()) {
        throw capabilityError("invalid", at, { message: "the checksum does not match" });
      }
      // Decided after the last wait, so that nobody comes in between.
      return onlyIf && !holds(onlyIf, entries.get(key)?.info) ? undefined : store(key, bytes, about);
    },
    delete: async (keys) => {
      for (const key of keys) entries.delete(key);
    },
    list: async (listing) => page(entries, listing),
    startUpload: async (key, about) => {
      const upload = memoryUpload(
        (bytes) => store(key, bytes, about),
        () => uploads.delete(upload),
      );
      uploads.add(upload);
      return upload;
    },
  };
}

function memoryUpload(store: (bytes: Uint8Array) => BlobInfo, end: () => void): BlobUpload {
  const parts: Uint8Array[] = [];
  return {
    part: async (number, bytes) => {
      parts[number - 1] = bytes.slice();
    },
    complete: async () => {
      end();
      return store(concat(parts));
    },
    abort: async () => end(),
  };
}

async function allOf(body: BlobBody): Promise<Uint8Array> {
  if (typeof body === "string") return asBytes(body);
  if (body instanceof Uint8Array) return body.slice();
  const bytes = await new Response(body.stream).bytes().catch((error: unknown) => {
    throw brokenSource(at, error);
  });
  if (bytes.byteLength !== body.sizeBytes) throw wrongSize(at, body.sizeBytes);
  return bytes;
}

async function digest({ algorithm }: BlobChecksum, bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest(algorithm.replace("sha", "SHA-"), bytes as Uint8Array<ArrayBuffer>);
  return asHex(new Uint8Array(hash));
}

function slice(bytes: Uint8Array, range: BlobRange | undefined): Uint8Array {
  if (!range) return bytes.slice();
  if (range.offset === undefined) return bytes.slice(Math.max(0, bytes.byteLength - range.suffix));
  if (range.offset >= bytes.byteLength)
    throw capabilityError("invalid", at, { message: "the range begins at the end" });
  return bytes.slice(range.offset, range.length === undefined ? undefined : range.offset + range.length);
}

/** As R2 has it: of what is not there, only a match and a later upload are not true. */
function holds(asked: BlobCondition, info: BlobInfo | undefined): boolean {
  if ("absent" in asked) return info === undefined;
  if ("etagIs" in asked) return info?.etag === asked.etagIs;
  if ("etagIsNot" in asked) return info?.etag !== asked.etagIsNot;
  if ("uploadedBeforeMs" in asked) return info === undefined || info.uploadedAtMs < asked.uploadedBeforeMs;
  return info !== undefined && info.uploadedAtMs > asked.uploadedAfterMs;
}

function page(entries: ReadonlyMap<string, Entry>, listing: BlobListing): BlobPage {
  const { prefix, limit, cursor = "", delimiter } = listing;
  const keys = [...entries.keys()].filter((key) => key.startsWith(prefix));
  const groups = new Set(keys.flatMap((key) => groupOf(key, prefix, delimiter) ?? []));
  const names = new Set(keys.map((key) => groupOf(key, prefix, delimiter) ?? key));
  const rest = [...names].filter((name) => name > cursor).sort();
  const taken = rest.slice(0, limit);
  return {
    objects: taken.filter((name) => !groups.has(name)).map((key) => (entries.get(key) as Entry).info),
    prefixes: taken.filter((name) => groups.has(name)),
    cursor: rest.length > limit ? taken.at(-1) : undefined,
  };
}

/** All of a key up to the first delimiter behind the prefix. */
function groupOf(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
  return delimiter === undefined || end < 0 ? undefined : key.slice(0, end + delimiter.length);
}
