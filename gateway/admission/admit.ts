import { within } from "../../base/waiting.ts";
import type { Claim, DedupeStore } from "../../capabilities/dedupe/store.ts";
import { failure } from "../../kernel/errors/failure.ts";
import type { Invocation } from "../../kernel/invocation.ts";
import { inexactNumbers } from "../../kernel/key-value.ts";
import type { Completed, Outcome } from "../../kernel/outcome.ts";
import type { Clock } from "../../kernel/ports.ts";
import { type EventKey, type KeyedSpec, ledgerKey } from "./event-key.ts";
import { fingerprint } from "./fingerprint.ts";
import { fromStored } from "./stored-outcome.ts";

export interface AdmissionPorts {
  /** Undefined where none is bound: events run unguarded, and those that need a key are refused. */
  readonly ledger: DedupeStore | undefined;
  readonly clock: Clock;
  /** Called before the ledger is asked: who waits for the event's answer may leave from here on. */
  readonly watch?: (() => void) | undefined;
}

/** An event at the door. */
export interface Arrival {
  readonly spec: KeyedSpec;
  readonly invocation: Invocation;
  /** See `callerOf`. */
  readonly caller?: string | undefined;
  /** What makes the input of its run beside the payload; asked only where inputs are compared. */
  readonly beside?: (() => unknown) | undefined;
  /** Whether a reply is the last word on the event; see `Trigger.isFinal`. */
  readonly isFinal?: ((outcome: Completed) => boolean) | undefined;
}

/** An event that has a key. */
export interface KeyedArrival extends Arrival {
  readonly key: EventKey;
}

/** A key that this run holds until `settleKey`. */
export interface HeldKey {
  readonly key: string;
  readonly token: string;
  readonly ttlMs: number;
  /** Whether a run that ended so is remembered. */
  readonly remembers: (outcome: Completed) => boolean;
}

export type Admission =
  | { readonly kind: "run"; readonly held: HeldKey | undefined }
  | { readonly kind: "answer"; readonly outcome: Outcome };

/** How long a lease outlives its run's guard: the time to store what came of it. */
const LEASE_MARGIN_MS = 2_000;
/** Where a caller waits for a run in flight, it is told to come back soon: most runs end long before their lease. */
const MAX_WAIT_MS = 2_000;
const LEDGER_TIMEOUT_MS = 5_000;

/** As long as the run may take, and a little more: then its key is free, whatever became of it. */
export function leaseMs({ deadlineAtMs }: Invocation, clock: Clock): number {
  return Math.max(0, deadlineAtMs - clock.now()) + LEASE_MARGIN_MS;
}

/** Whether an event runs, or what it is answered instead. Never rejects. */
export async function admit(arrival: KeyedArrival, { ledger, clock }: AdmissionPorts): Promise<Admission> {
  if (!ledger) {
    if (!arrival.key.required) return { kind: "run", held: undefined };
    return { kind: "answer", outcome: { kind: "failed", failure: failure("CAP101") } };
  }
  try {
    return await claimKey(arrival, ledger, clock);
  } catch (cause) {
    return { kind: "answer", outcome: { kind: "retry", failure: failure("RES105", undefined, { cause }) } };
  }
}

async function claimKey(arrival: KeyedArrival, ledger: DedupeStore, clock: Clock): Promise<Admission> {
  const { spec, invocation, caller, beside, isFinal, key: found } = arrival;
  const key = await ledgerKey(found.key, invocation, caller);
  const terms = {
    leaseMs: leaseMs(invocation, clock),
    fingerprint: found.compared
      ? await fingerprint([invocation.payload, inexactNumbers(invocation), beside?.()])
      : undefined,
  };
  const claim = await within(clock, LEDGER_TIMEOUT_MS, ledger.claim(key, terms));
  if (claim.kind !== "new") return { kind: "answer", outcome: answer(claim, spec.kind) };
  const remembers = (outcome: Completed) => found.remembersAll || (isFinal?.(outcome) ?? true);
  return { kind: "run", held: { key, token: claim.token, ttlMs: found.ttlMs, remembers } };
}

/** What an event whose key is taken comes to, by who waits for it. */
function answer(claim: Exclude<Claim, { readonly kind: "new" }>, kind: string): Outcome {
  switch (claim.kind) {
    case "done":
      return fromStored(claim.stored);
    case "mismatch":
      return { kind: "failed", failure: failure("IDEM102") };
    case "in_flight":
      return inFlight(claim.retryAfterMs, kind);
  }
}

/** A caller gets 409, a message comes back when the lease is over; a tick that runs already needs no second run. */
function inFlight(retryAfterMs: number, kind: string): Outcome {
  if (kind === "cron") return { kind: "duplicate", stored: undefined };
  if (kind !== "http") return { kind: "retry", delayMs: retryAfterMs, failure: failure("IDEM103") };
  const waitMs = Math.min(retryAfterMs, MAX_WAIT_MS);
  return { kind: "failed", failure: failure("IDEM103", undefined, { retryAfterMs: waitMs }) };
}
