async function digest(data: string | Uint8Array): Promise<Uint8Array> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** SHA-256 as base64url, 43 characters. */
export async function sha256(data: string | Uint8Array): Promise<string> {
  return btoa(String.fromCharCode(...(await digest(data))))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** SHA-256 in lower-case hexadecimal, as blob stores have it. */
export async function sha256Hex(data: string | Uint8Array): Promise<string> {
  return Array.from(await digest(data), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
