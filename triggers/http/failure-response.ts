import type { Failure } from "../../kernel/errors/failure.ts";
import { type WireOptions, wireError } from "../wire-error.ts";
import { textResponse } from "./body-size.ts";

export interface FailureResponseOptions extends WireOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Used instead of the failure's own. */
  readonly status?: number;
}

/** The reply that says `failure`: its status, the error as JSON, and `Retry-After` where the failure knows it. */
export function failureResponse(failure: Failure, options: FailureResponseOptions = {}): Response {
  const body = JSON.stringify(wireError(failure, options));
  return textResponse(body, {
    status: errorStatus(options.status ?? failure.status),
    headers: { ...failureHeaders(failure, options.runId), ...options.headers },
  });
}

export function failureHeaders(failure: Failure, runId: string | undefined): Record<string, string> {
  return {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    ...(failure.retryAfterMs !== undefined && { "retry-after": retryAfter(failure.retryAfterMs) }),
    ...(runId !== undefined && { "x-flow-run-id": runId }),
  };
}

/** An author's own status may be any number; only 400 to 599 says an error. */
export function errorStatus(status: number): number {
  return Number.isInteger(status) && status >= 400 && status <= 599 ? status : 500;
}

/** `Retry-After` counts whole seconds, so that nobody comes back too early. */
function retryAfter(delayMs: number): string {
  return String(Math.max(1, Math.ceil(delayMs / 1000)));
}
