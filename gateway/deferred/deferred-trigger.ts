import type { TriggerSpec } from "../../kernel/author/trigger.ts";
import { failure } from "../../kernel/errors/failure.ts";
import { freezeInvocation } from "../../kernel/invocation.ts";
import type { Outcome } from "../../kernel/outcome.ts";
import { fail, ok } from "../../kernel/result.ts";
import type { RawMessage } from "../../triggers/queue/open.ts";
import { type Settlement, settle } from "../../triggers/queue/settlement.ts";
import type { Mounted, Opened, Trigger } from "../../triggers/trigger.ts";
import type { KeyedSpec } from "../admission/event-key.ts";
import type { Deferred } from "./envelope.ts";

export interface DeferredEvent {
  readonly deferred: Deferred;
  readonly message: RawMessage;
}

export interface DeferredEnd {
  readonly outcome: Outcome;
  readonly settlement: Settlement;
}

const RETRY = { maxAttempts: 4, backoffMs: 1_000, maxBackoffMs: 300_000 };

/** What a deferred run is mounted as: its key is its event's id with the nonce of its request, remembered as long as that. */
export function deferredSpec(origin: KeyedSpec | undefined): TriggerSpec & KeyedSpec {
  const ttlMs = origin?.idempotency ? origin.idempotency.ttlMs : undefined;
  return { kind: "deferred", wiring: { kind: "deferred" }, ...(ttlMs !== undefined && { idempotency: { ttlMs } }) };
}

/** Runs what a request asked for and did not wait for. Not mounted by any flow: the gateway's own queue brings it. */
export const deferredTrigger: Trigger<TriggerSpec, DeferredEvent, DeferredEnd> = {
  kind: "deferred",
  rule: { kind: "deferred", claim: () => undefined, replies: false },
  defaultTimeoutMs: 60_000,
  open: openDeferred,
  close: (outcome, { message }) => ({
    outcome,
    settlement: settle(outcome, { attempts: message.attempts, policy: RETRY, random: Math.random }),
  }),
  facts: ({ settlement }) => ({ settlement: settlement.kind }),
};

/** The run keeps the id under which its caller asks for it. */
function openDeferred(
  { deferred, message }: DeferredEvent,
  mounted: Mounted,
  birth: { readonly deadlineAtMs: number },
): Opened {
  const { invocation } = deferred;
  if (invocation.flow !== mounted.flow) return fail(failure("MSG102"));
  const labels = {
    ...invocation.metadata.labels,
    "flow.version": mounted.version,
    "flow.attempt": String(message.attempts),
  };
  const metadata = { ...invocation.metadata, labels };
  return ok(freezeInvocation({ ...invocation, deadlineAtMs: birth.deadlineAtMs, metadata }));
}
