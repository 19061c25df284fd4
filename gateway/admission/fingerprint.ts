import canonicalize from "canonicalize";

/** SHA-256 as base64url, 43 characters. */
export async function sha256(data: string | Uint8Array): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return btoa(String.fromCharCode(...digest))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** The same text for equal payloads, however their JSON was written (RFC 8785); undefined for a stream, which has none yet. */
export async function fingerprint(payload: unknown): Promise<string | undefined> {
  if (payload instanceof ReadableStream) return undefined;
  if (payload instanceof Uint8Array) return sha256(payload);
  return sha256(canonical(payload));
}

function canonical(payload: unknown): string {
  try {
    return canonicalize(payload) ?? "";
  } catch {
    // RFC 8785 has no form for lone surrogates, which JSON.parse lets in and JSON.stringify escapes.
    return JSON.stringify(payload) ?? "";
  }
}
