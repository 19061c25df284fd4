import { type Failure, failure } from "../../kernel/errors/failure.ts";
import type { Outcome } from "../../kernel/outcome.ts";
import { LIMITS } from "../limits.ts";
import type { RetryPolicy } from "./spec.ts";

/** The one decision about a message. */
export type Settlement =
  | { readonly kind: "ack" }
  | { readonly kind: "retry"; readonly delaySeconds?: number }
  /** A failure record goes to the dead-letter queue, then the message is acked. */
  | { readonly kind: "dead_letter"; readonly failure: Failure };

/** What may still be said to the platform once a message's dead letter, if it has one, is stored. */
export type Verdict = Exclude<Settlement, { readonly kind: "dead_letter" }>;

export interface Attempt {
  /** Deliveries of this message so far, this one among them. */
  readonly attempts: number;
  readonly policy: RetryPolicy;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** What happens to a message after its run. */
export function settle(outcome: Outcome, attempt: Attempt): Settlement {
  switch (outcome.kind) {
    case "completed":
    case "duplicate":
    case "deferred":
      return { kind: "ack" };
    case "retry":
      return retry(attempt, outcome.delayMs ?? outcome.failure.retryAfterMs);
    case "cancelled":
      return retry(attempt, outcome.failure.retryAfterMs);
    case "failed":
      return settleFailure(outcome.failure, attempt);
    case "streaming": {
      const found = failure("RUN010", "a stream has no reader where the event is a message", { retry: "permanent" });
      outcome.close(found);
      return { kind: "dead_letter", failure: found };
    }
  }
}

function settleFailure(found: Failure, attempt: Attempt): Settlement {
  switch (found.retry) {
    case "transient":
      return retry(attempt, found.retryAfterMs);
    case "unknown":
      if (attempt.attempts < attempt.policy.maxAttempts) return retry(attempt, found.retryAfterMs);
      return { kind: "dead_letter", failure: found };
    case "permanent":
      return { kind: "dead_letter", failure: found };
  }
}

function retry(attempt: Attempt, askedMs: number | undefined): Settlement {
  const seconds = Math.ceil((askedMs ?? backoffMs(attempt)) / 1000);
  // Also where an author's number is none.
  return { kind: "retry", delaySeconds: seconds > 0 ? Math.min(seconds, LIMITS.retryDelaySeconds) : 0 };
}

/** Exponential with full jitter: a random time up to the backoff, so that what failed together comes back apart. */
function backoffMs({ attempts, policy, random }: Attempt): number {
  const ceilingMs = Math.min(policy.maxBackoffMs, policy.backoffMs * 2 ** (attempts - 1));
  return random() * ceilingMs;
}
