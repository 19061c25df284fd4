import { within } from "../../base/waiting.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import type { Json } from "../../kernel/json.ts";
import { lateOf, type Outcome } from "../../kernel/outcome.ts";
import type { AdmissionPorts, HeldKey } from "./admit.ts";
import { afterLate, tellLate } from "./hold-on.ts";
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
 * key free should its dead letter not be stored. So is a reply that asks its caller to come back, and a run
 * whose caller left before it had begun an effect. After the guard the nodes may still be at work, so the key stays
 * until its lease ends.
 */
function decideKey(outcome: Outcome, { remembers }: HeldKey): Decision {
  switch (outcome.kind) {
    case "completed":
      return remembers(outcome) ? { kind: "store", stored: toStored(outcome) } : { kind: "forget" };
    case "deferred":
      return { kind: "store", stored: toStored(outcome) };
    case "failed":
    case "retry":
    case "duplicate":
      return { kind: "forget" };
    case "cancelled":
      return { kind: outcome.by === "caller" ? "forget" : "leave" };
    case "streaming":
      return { kind: "leave" };
  }
}

/** Tells the ledger how a run ended, up to three times. Never rejects: then the key is free when its lease ends. */
export function settleKey(held: HeldKey, outcome: Outcome, ports: AdmissionPorts): Promise<KeySettlement> {
  return carryOut(decideKey(outcome, held), held, ports);
}

/** The same, but a run that has nothing to store and left effects at work keeps its key until they are done. */
export async function settleRun(held: HeldKey, outcome: Outcome, ports: AdmissionPorts): Promise<Outcome> {
  const { ledger, clock } = ports;
  const decision = decideKey(outcome, held);
  if (ledger && decision.kind !== "store" && lateOf(outcome) !== undefined) {
    return afterLate(outcome, held, { ledger, clock }, () => carryOut({ kind: "forget" }, held, ports));
  }
  await carryOut(decision, held, ports);
  return outcome;
}

async function carryOut(decision: Decision, held: HeldKey, { ledger, clock }: AdmissionPorts): Promise<KeySettlement> {
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
  held: HeldKey,
  decision: Exclude<Decision, { readonly kind: "leave" }>,
  ledger: DedupeStore,
): Promise<KeySettlement> {
  const { key, token, ttlMs } = held;
  if (decision.kind === "forget") return (await ledger.forget(key, token)) ? "forgotten" : "lost";
  const { stored } = decision;
  return (await tellLate(held, ledger, () => ledger.complete(key, token, { stored, ttlMs }))) ? "stored" : "lost";
}
