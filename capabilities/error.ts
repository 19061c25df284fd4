import type { Code } from "../kernel/errors/codes.ts";
import { FlowError, failure } from "../kernel/errors/failure.ts";
import type { JsonObject } from "../kernel/json.ts";

/** Why a capability could not do what was asked. `rate_limited` and `unavailable` may be tried again. */
export type CapabilityErrorReason = keyof typeof REASON_CODES;

const REASON_CODES = {
  not_found: "RES101",
  conflict: "RES102",
  too_large: "RES103",
  rate_limited: "RES104",
  unavailable: "RES105",
  denied: "RES106",
  invalid: "RES107",
} as const satisfies Record<string, Code>;

/** Which resource failed. The binding's name stays in logs. */
export interface Place {
  readonly resource: string;
  readonly binding?: string | undefined;
}

export interface CapabilityErrorOptions {
  /** Fit for a stranger's eyes. Default: the code's own text. */
  readonly message?: string;
  readonly retryAfterMs?: number;
  /** Further details for the caller; the resource and the reason are always among them. */
  readonly details?: JsonObject;
  /** The platform's error. For logs only. */
  readonly cause?: unknown;
}

/** A `FlowError` with the code, status and retry class of `reason`. */
export function capabilityError(
  reason: CapabilityErrorReason,
  at: Place,
  options: CapabilityErrorOptions = {},
): FlowError {
  const { message, retryAfterMs, details, cause } = options;
  return FlowError.of(
    failure(REASON_CODES[reason], message && `${at.resource}: ${message}`, {
      details: { resource: at.resource, reason, ...details },
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      cause: new Error(`${at.resource} ${at.binding ?? ""}: ${reason}`, { cause }),
    }),
  );
}

/** The reason of an error that a handle threw; undefined for any other error. */
export function capabilityErrorReason(error: unknown): CapabilityErrorReason | undefined {
  if (!(error instanceof FlowError)) return undefined;
  const reasons = Object.keys(REASON_CODES) as CapabilityErrorReason[];
  return reasons.find((reason) => REASON_CODES[reason] === error.failure.code);
}

/** What an error of the platform means; undefined where it does not say. */
export type ReasonOf = (error: unknown) => CapabilityErrorReason | undefined;

/**
 * Does `work` once and maps what the platform throws; an error of ours passes. What cannot be told is `unavailable`:
 * whatever could be known to be wrong was refused before.
 */
export async function mappingErrors<T>(at: Place, reasonOf: ReasonOf, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FlowError) throw error;
    const reason = reasonOf(error) ?? "unavailable";
    throw capabilityError(reason, at, { cause: error, ...(reason === "rate_limited" && { retryAfterMs: 1000 }) });
  }
}

/** What to throw when a stream that was to be stored breaks: its own `FlowError`, or that it may be tried again. */
export function brokenSource(at: Place, cause: unknown): FlowError {
  if (cause instanceof FlowError) return cause;
  return capabilityError("unavailable", at, {
    message: "the stream that was to be stored broke before its end",
    cause,
  });
}

/** Throws `invalid` for what is no stream of bytes. */
export function checkStream(at: Place, value: unknown): void {
  if (value instanceof ReadableStream) return;
  throw capabilityError("invalid", at, { message: "the value must be a ReadableStream" });
}

/** The same error with more details; what is not a `FlowError` stays as it is. */
export function withDetails(error: unknown, details: JsonObject): unknown {
  if (!(error instanceof FlowError)) return error;
  return FlowError.of({ ...error.failure, details: { ...error.failure.details, ...details } });
}

export function reasonOfStatus(status: number): CapabilityErrorReason | undefined {
  switch (status) {
    case 400:
      return "invalid";
    case 401:
    case 403:
      return "denied";
    case 404:
      return "not_found";
    case 409:
    case 412:
      return "conflict";
    case 413:
    case 414:
      return "too_large";
    case 429:
      return "rate_limited";
    default:
      return undefined;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
