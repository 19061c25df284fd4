import { within } from "../../base/waiting.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import type { Json } from "../../kernel/json.ts";
import type { Outcome } from "../../kernel/outcome.ts";
import { type AdmissionPorts, type Arrival, admit, type HeldKey } from "./admit.ts";
import { eventKey } from "./event-key.ts";
import { inTurn } from "./overlap.ts";
import { toStored } from "./stored-outcome.ts";

/** What became of a key: `lost` when the lease had passed, `open` when it is left to expire. */
export type KeySettlement = "stored" | "forgotten" | "lost" | "open";

type Decision =
  | { readonly kind: "store"; readonly stored: Json }
  | { readonly kind: "forget" }
  | { readonly kind: "leave" };

const ATTEMPTS = 3;
const ATTEMPT_TIMEOUT_MS = 2_000;

/**
 * What happens to a key after its run. A failure is forgotten: its caller may try again, and its message must find the
 * key free should its dead letter not be stored. After the guard the nodes may still be at work, so the key stays until
 * its lease ends.
 */
function decideKey(outcome: Outcome): Decision {
  switch (outcome.kind) {
    case "completed":
    case "deferred":
      return { kind: "store", stored: toStored(outcome) };
    case "failed":
    case "retry":
    case "duplicate":
      return { kind: "forget" };
    case "cancelled":
    case "streaming":
      return { kind: "leave" };
  }
}

/** Tells the ledger how a run ended, up to three times. Never rejects: then the key is free when its lease ends. */
export async function settleKey(held: HeldKey, outcome: Outcome, ports: AdmissionPorts): Promise<KeySettlement> {
  const { ledger, clock } = ports;
  const decision = decideKey(outcome);
  if (!ledger || decision.kind === "leave") return "open";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      return await within(clock, ATTEMPT_TIMEOUT_MS, tell(held, decision, ledger));
    } catch {
      // Tried again: what the first try may have done, the next finds done.
    }
  }
  return "open";
}

async function tell(
  { key, token, ttlMs }: HeldKey,
  decision: Exclude<Decision, { readonly kind: "leave" }>,
  ledger: DedupeStore,
): Promise<KeySettlement> {
  if (decision.kind === "forget") return (await ledger.forget(key, token)) ? "forgotten" : "lost";
  return (await ledger.complete(key, token, { stored: decision.stored, ttlMs })) ? "stored" : "lost";
}

/** Runs an event unless its key says otherwise, and settles the key. Never rejects if `run` does not. */
export function runOnce(arrival: Arrival, ports: AdmissionPorts, run: () => Promise<Outcome>): Promise<Outcome> {
  return isFree(arrival) ? run() : runHeld(arrival, ports, run);
}

/** Most requests: without a key or a turn there is nothing to ask and nothing to settle. */
function isFree({ spec, invocation }: Arrival): boolean {
  const found = eventKey(spec, invocation);
  const keyless = found === undefined || (found.key === undefined && !found.required);
  return keyless && (spec.overlap ?? "allow") === "allow";
}

async function runHeld(arrival: Arrival, ports: AdmissionPorts, run: () => Promise<Outcome>): Promise<Outcome> {
  const admission = await admit(arrival, ports);
  if (admission.kind === "answer") return admission.outcome;
  const outcome = await inTurn(arrival, ports, run);
  if (admission.held) await settleKey(admission.held, outcome, ports);
  return outcome;
}
