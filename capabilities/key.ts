import { utf8Bytes } from "../base/bytes.ts";
import { capabilityError, type Place } from "./error.ts";

export interface KeyRule extends Place {
  readonly maxKeyBytes: number;
  /** Keys that the platform takes for something else. */
  readonly reserved?: readonly string[];
}

/** The key as the store knows it, prefix included. Throws `invalid` or `too_large`; the key itself is not shown. */
export function storeKey(rule: KeyRule, prefix: string, key: unknown): string {
  if (typeof key !== "string") throw invalid(rule, `a key must be a string, not ${typeof key}`);
  if (key === "") throw invalid(rule, "a key must not be empty");
  const full = prefix + key;
  // A lone surrogate is replaced on the way out, so that two keys would become one.
  if (!full.isWellFormed()) throw invalid(rule, "a key must be well-formed Unicode");
  if (rule.reserved?.includes(full)) throw invalid(rule, `"${full}" cannot be a key`);
  const bytes = utf8Bytes(full);
  if (bytes <= rule.maxKeyBytes) return full;
  const message = `the key takes ${bytes} bytes${prefix && " with its prefix"}; at most ${rule.maxKeyBytes}`;
  throw capabilityError("too_large", rule, { message });
}

const invalid = (rule: KeyRule, message: string) => capabilityError("invalid", rule, { message });
