import { type Caught, type Failure, FlowError, failure } from "../errors/failure.ts";
import type { Failed, Retry, RunStats } from "../outcome.ts";
import type { Step } from "../plan/plan.ts";

/** What was thrown, as a failure that names the step. Only a `FlowError` shows its own text. */
export function toFailure(thrown: unknown, step: Step): Failure {
  if (thrown instanceof FlowError) {
    const inner = thrown.failure;
    return { ...inner, details: { node: step.alias, ...inner.details }, cause: inner.cause ?? thrown };
  }
  return failure("RUN010", undefined, { details: { node: step.alias }, cause: thrown });
}

/** A failure as the value that an edge of `catch` delivers: what a caller may see, and nothing of its cause. */
export function asValue({ code, message, retry, details }: Failure, step: Step): Caught {
  return { code, message, retry, node: step.alias, ...(details !== undefined && { details }) };
}

/** A transient failure is for the trigger to try again; any other is final as far as the kernel can say. */
export function failedOutcome(reason: Failure, stats: RunStats): Failed | Retry {
  if (reason.retry !== "transient") return { kind: "failed", failure: reason, stats };
  const delay = reason.retryAfterMs === undefined ? {} : { delayMs: reason.retryAfterMs };
  return { kind: "retry", ...delay, failure: reason, stats };
}
