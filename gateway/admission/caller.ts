import { sha256Base64Url } from "../../base/hash.ts";

const DEFAULT_HEADER = "authorization";

/** Who sends a request, as a hash; undefined for anyone. Keys of one caller are unknown to another. */
export async function callerOf(headers: Headers, header = DEFAULT_HEADER): Promise<string | undefined> {
  const value = headers.get(header);
  return value === null ? undefined : sha256Base64Url(value);
}
