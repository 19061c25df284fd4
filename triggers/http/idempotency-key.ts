import { failure } from "../../kernel/errors/failure.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";

/** A structured-field string (RFC 9651, 3.3.3). */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
/** What many clients send instead: the key without quotes. */
const BARE = /^[\x21\x23-\x7e]+$/;

/** Longest key in characters, so that it fits every store's key with a scope before it. */
const MAX_LENGTH = 255;

/** Without a header there is no key. */
export const NONE: Result<string | undefined> = Object.freeze(ok(undefined));

/** The key of an `Idempotency-Key` header, quoted as the IETF draft has it or bare; undefined without a header. */
export function idempotencyKey(header: string | null): Result<string | undefined> {
  if (header === null) return NONE;
  const text = header.trim();
  const key = QUOTED.exec(text)?.[1]?.replaceAll(/\\(.)/g, "$1") ?? (BARE.test(text) ? text : "");
  if (key === "" || key.length > MAX_LENGTH) {
    return fail(failure("HTTP100", `Idempotency-Key is not a string of 1 to ${MAX_LENGTH} printable ASCII characters`));
  }
  return ok(key);
}
