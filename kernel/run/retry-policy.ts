import { type Failure, FlowError } from "../errors/failure.ts";
import type { Step } from "../plan/plan.ts";
import type { ErrorPolicy } from "../surfaces/step-effect.ts";
import type { Until } from "./scope.ts";

/** Stands for the output of a step whose failure its handler lets pass: nothing is delivered from it. */
export const DROPPED = Symbol("dropped");

/**
 * Milliseconds to wait before the next try, or undefined when there is none: tries used up, a permanent failure, an
 * effect without an idempotency key, or no time left. `attempt` counts from 1; `random` is in [0, 1).
 */
export function nextTry(
  step: Step,
  reason: Failure,
  attempt: number,
  { random, remainingMs }: { readonly random: number; readonly remainingMs: number },
): number | undefined {
  const policy = step.onError;
  if (policy?.strategy !== "retry" || attempt > policy.maxRetries) return undefined;
  if (reason.retry === "permanent" || !mayRepeat(step)) return undefined;
  const delayMs = Math.max(backoff(policy, attempt, random), reason.retryAfterMs ?? 0);
  return delayMs < remainingMs ? delayMs : undefined;
}

/** What a step gives that is not tried again: nothing where its handler lets that pass, else it throws the reason. */
export function giveUp(step: Step, reason: Failure, until: Until): typeof DROPPED {
  if (step.onError?.strategy === "continue" && !until.over) return DROPPED;
  throw FlowError.of(reason);
}

/** Exponential; with jitter, a random share of it, so that retries of many runs spread ("full jitter"). */
function backoff(policy: ErrorPolicy, attempt: number, random: number): number {
  const ceiling = Math.min(policy.backoffMs * 2 ** (attempt - 1), policy.maxBackoffMs);
  return policy.jitter ? ceiling * random : ceiling;
}

function mayRepeat(step: Step): boolean {
  return !step.effectful || step.unit?.idempotency !== undefined;
}
