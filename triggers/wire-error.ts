import type { Failure } from "../kernel/errors/failure.ts";
import type { Json, JsonObject } from "../kernel/json.ts";

/** An error as callers see it, whatever way they came; see "Errors on the wire" of the Flow IR. Nothing in it is of the inside. */
export interface WireError {
  readonly [key: string]: Json;
  readonly error: string;
  readonly code: string;
  /** What the failure says of itself, and `retryable`: whether the same call may work later. */
  readonly details: JsonObject;
}

export interface WireOptions {
  readonly runId?: string | undefined;
}

export function wireError(failure: Failure, { runId }: WireOptions = {}): WireError {
  return {
    error: failure.message,
    code: failure.code,
    details: { ...failure.details, retryable: failure.retry === "transient" },
    ...(runId !== undefined && { run_id: runId }),
  };
}
