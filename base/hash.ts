import { toBase64Url } from "./base64.ts";
import { asBytes, asHex } from "./bytes.ts";

/** SHA-256 in lower-case hexadecimal, 64 characters, as blob stores have it. */
export async function sha256Hex(data: string | Uint8Array): Promise<string> {
  return asHex(await sha256(data));
}

/** SHA-256 as base64url without padding, 43 characters: the shorter form, for keys. */
export async function sha256Base64Url(data: string | Uint8Array): Promise<string> {
  return toBase64Url(await sha256(data));
}

async function sha256(data: string | Uint8Array): Promise<Uint8Array> {
  const bytes = typeof data === "string" ? asBytes(data) : data;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
}

/** FNV-1a, 32 bits: spreads keys and tells mistakes apart. Not for secrets. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** The shard of a key, from 0 to below `shards`. */
export function shardOf(key: string, shards: number): number {
  return hash32(key) % shards;
}
