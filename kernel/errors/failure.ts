import type { JsonObject } from "../json.ts";
import type { RetryClass } from "./code-row.ts";
import { type Code, codes } from "./codes.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** An expected failure, as a value. `cause`, `logged` and `diagnostics` are the operator's; the rest may be shown to a caller. */
export interface Failure {
  /** A row of `codes`, or the author's own code from a `FlowError`. */
  readonly code: string;
  readonly message: string;
  readonly retry: RetryClass;
  /** HTTP status that says the same. */
  readonly status: number;
  readonly retryAfterMs?: number;
  readonly details?: JsonObject;
  /** What logs say in place of `details`, where those quote what was sent. */
  readonly logged?: JsonObject;
  /** What the flow or its deployment lacks, where that is why. For logs only. */
  readonly diagnostics?: readonly Diagnostic[];
  /** The inner error. For logs only. */
  readonly cause?: unknown;
}

/** A failure that the flow took itself, as the steps behind `catch` get it. */
export interface Caught {
  readonly code: string;
  /** Fit for a stranger's eyes. */
  readonly message: string;
  readonly retry: RetryClass;
  /** Alias of the node that failed. */
  readonly node: string;
  readonly details?: JsonObject;
}

export interface FailureOptions {
  readonly details?: JsonObject;
  readonly logged?: JsonObject;
  readonly diagnostics?: readonly Diagnostic[];
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
  readonly retry?: RetryClass;
  readonly status?: number;
}

/** A failure of the table. `message` defaults to the row's public text and must be fit for a stranger's eyes. */
export function failure(code: Code, message?: string, options: FailureOptions = {}): Failure {
  const row = codes[code];
  return { code, message: message ?? row.text, retry: row.retry, status: row.status, ...options };
}

export interface FlowErrorOptions {
  /** Your own stable code, such as `ORDER_EXISTS`. Default `RUN010`. */
  readonly code?: string;
  /** HTTP status of the reply, 400 to 599; any other counts as left out. Default: 503 when transient, else 500. */
  readonly status?: number;
  /** `transient` is tried again, `permanent` never, `unknown` up to the trigger's limit. Default `permanent`. */
  readonly retry?: RetryClass;
  /** With `transient`: how long to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly details?: JsonObject;
  readonly cause?: unknown;
}

/**
 * What a node throws to fail on purpose. Its message, code and details are shown to callers; anything else a node
 * throws shows as `RUN010` without its text.
 */
export class FlowError extends Error {
  override readonly name = "FlowError";
  readonly failure: Failure;

  constructor(message: string, options: FlowErrorOptions = {}) {
    super(message, { cause: options.cause });
    const { code = "RUN010", retry = "permanent", status = 0, ...rest } = options;
    const usual = retry === "transient" ? 503 : 500;
    this.failure = { code, message, retry, ...rest, status: isErrorStatus(status) ? status : usual };
  }

  /** An error that carries `failure` as it is. */
  static of(failure: Failure): FlowError {
    return new FlowError(failure.message, failure);
  }
}

/**
 * Fails the run because what was asked for is not there: 404, code `NOT_FOUND`, permanent. `message` is shown to the
 * caller. It never returns, so it may stand behind `??`.
 */
export function notFound(message = "not found"): never {
  throw new FlowError(message, { code: "NOT_FOUND", status: 404 });
}

function isErrorStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 400 && status <= 599;
}
