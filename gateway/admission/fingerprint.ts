import canonicalize from "canonicalize";
import { sha256Base64Url } from "../../base/hash.ts";

/** The same text for equal payloads, however their JSON was written (RFC 8785); undefined for a stream, which has none yet. */
export async function fingerprint(payload: unknown): Promise<string | undefined> {
  if (payload instanceof ReadableStream) return undefined;
  if (payload instanceof Uint8Array) return sha256Base64Url(payload);
  return sha256Base64Url(canonical(payload));
}

function canonical(payload: unknown): string {
  try {
    return canonicalize(payload) ?? "";
  } catch {
    // RFC 8785 has no form for lone surrogates, which JSON.parse lets in and JSON.stringify escapes.
    return JSON.stringify(payload) ?? "";
  }
}
