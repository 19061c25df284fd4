import { fromBase64Url, toBase64Url } from "./base64.ts";
import { asBytes } from "./bytes.ts";
import { sha256Base64Url } from "./hash.ts";

/** A secret key, and the short id by which a seal names it. */
export interface SealKey {
  /** 8 characters; says nothing of the key. */
  readonly id: string;
  readonly key: CryptoKey;
}

/**
 * What a seal stands for: its kind first, then all that a seal of that kind must not be taken to from anywhere else, such as a
 * queue's name, and what it vouches for. Two lists that differ anywhere have different seals.
 */
export type Sealed = readonly [kind: string, ...rest: (string | number)[]];

const VERSION = "1";
const SECRET_BYTES = 32;
/** In bytes of ASCII: what a message has to have left for its seal, with some to spare. */
export const SEAL_BYTES = 80;

/** A secret for `sealKey`: 32 random bytes as base64url. */
export function newSecret(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}

export async function sealKey(secret: string): Promise<SealKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", exactly(asBytes(secret)), algorithm, false, ["sign", "verify"]);
  return { id: (await sha256Base64Url(secret)).slice(0, 8), key };
}

/** `1.<id of the key>.<HMAC-SHA-256>`, 54 characters that are fit for names and addresses. */
export async function seal(what: Sealed, sealing: SealKey): Promise<string> {
  return [VERSION, sealing.id, toBase64Url(await signature(what, sealing))].join(".");
}

/** 32 bytes that nobody without the key can tell from what they stand for. */
export async function signature(what: Sealed, { key }: SealKey): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, textOf(what)));
}

/** The id of the key that a seal was made with; undefined for a text that is no seal of this version. */
export function keyIdOf(text: string): string | undefined {
  return /^1\.([\w-]{8})\.[\w-]{43}$/.exec(text)?.[1];
}

/** Whether the seal was made for just this, with this key. Takes the same time wherever it differs. */
export async function isSealOf(text: string, what: Sealed, { id, key }: SealKey): Promise<boolean> {
  const mac = keyIdOf(text) === id ? fromBase64Url(text.slice(-43)) : undefined;
  return mac !== undefined && crypto.subtle.verify("HMAC", key, exactly(mac), textOf(what));
}

/** JSON text that is the same for equal values, in whatever order their members came: how the contents of an envelope are sealed. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

const textOf = (what: Sealed) => exactly(asBytes(JSON.stringify(["flowgate", VERSION, ...what])));

const exactly = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>;
