import { capabilityError, type Place } from "./error.ts";

export interface Range {
  /** As its caller calls it, such as `ttlSeconds`. */
  readonly name: string;
  readonly min: number;
  readonly max?: number;
}

/** Throws `invalid` unless `value` is a whole number in the range; both ends belong to it. */
export function wholeNumber(at: Place, { name, min, max = Number.MAX_SAFE_INTEGER }: Range, value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  const bounds = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw capabilityError("invalid", at, { message: `\`${name}\` must be a whole number ${bounds}, not ${value}` });
}
