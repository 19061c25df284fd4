import type { CodeRow, RetryClass } from "./code-row.ts";

/** Rows that using a capability can end with: one per reason, whatever the resource. */
const row = (status: number, retry: RetryClass, text: string, fix: string): CodeRow => ({
  fix,
  owner: retry === "transient" ? "platform" : "author",
  severity: "error",
  retry,
  status,
  text,
});

export const resourceCodes = {
  RES101: row(404, "permanent", "something that the flow needs is not there", "create it first, or handle its absence"),
  RES102: row(
    409,
    "permanent",
    "a resource was changed by someone else, or holds another value already",
    "read it again and decide anew",
  ),
  RES103: row(
    413,
    "permanent",
    "a key, value or message is larger than the resource takes",
    "store less, or use a resource with a higher limit; see docs/capabilities.md",
  ),
  RES104: row(
    503,
    "transient",
    "a resource takes no more for now",
    "wait as long as `Retry-After` says; spread writes over more keys",
  ),
  RES105: row(503, "transient", "a resource does not answer", "nothing to do; it is tried again"),
  RES106: row(403, "permanent", "a resource refuses this", "correct the binding's rights, or the allowed hosts"),
  RES107: row(
    422,
    "permanent",
    "a resource does not take this key, value or option",
    "check the value in the input schema, before it gets this far",
  ),
} as const satisfies Record<string, CodeRow>;
