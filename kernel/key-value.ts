import { failure } from "./errors/failure.ts";
import type { Invocation } from "./invocation.ts";
import { fail, ok, type Result } from "./result.ts";

/**
 * Numbers of an event's JSON whose digits its values do not have, by the value as JavaScript prints it: what was sent, by
 * JSON Pointer. `{ "1152921504606847000": { "/id": "1152921504606846977" } }`
 */
export type InexactNumbers = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Name of the extension that holds them, where the body of an event that has to do with keys has any. */
export const INEXACT_NUMBERS = "flow.inexact_numbers";

export function inexactNumbers({ metadata }: Invocation): InexactNumbers | undefined {
  return metadata.extensions[INEXACT_NUMBERS] as InexactNumbers | undefined;
}

/**
 * What was found in the place of a key; undefined for none: nothing there, null, or an empty text. Refused (IDEM105): what
 * is neither text nor a number, and a number that two different ones may have become.
 */
export function keyValue(found: unknown, inexact?: InexactNumbers): Result<string | number | undefined> {
  switch (typeof found) {
    case "string":
      return ok(found === "" ? undefined : found);
    case "number":
      return isExact(found, inexact) ? ok(found) : unusable("a number that JSON does not carry exactly");
    case "bigint":
      return ok(String(found));
    case "undefined":
      return ok(undefined);
    default:
      if (found === null) return ok(undefined);
      return unusable(Array.isArray(found) ? "an array" : `${typeof found === "object" ? "an" : "a"} ${typeof found}`);
  }
}

/** Above 2^53 not even a number that prints as it was sent is known to be it. */
function isExact(value: number, inexact: InexactNumbers | undefined): boolean {
  if (Number.isInteger(value) ? !Number.isSafeInteger(value) : !Number.isFinite(value)) return false;
  return inexact === undefined || !Object.hasOwn(inexact, String(value));
}

function unusable(what: string): Result<never> {
  return fail(failure("IDEM105", `the key is ${what}`));
}
