import type { Outcome } from "../../kernel/outcome.ts";
import { type AdmissionPorts, type Arrival, admit, type HeldKey } from "./admit.ts";
import { eventKey } from "./event-key.ts";
import { inTurn } from "./overlap.ts";
import { settleRun } from "./settle-key.ts";

/** Told of the key that it runs under; undefined for an event without one. */
type Run = (held: HeldKey | undefined) => Promise<Outcome>;

/** Runs an event unless its key says otherwise, and settles the key. Never rejects if `run` does not. */
export function runOnce(arrival: Arrival, ports: AdmissionPorts, run: Run): Promise<Outcome> {
  const found = eventKey(arrival.spec, arrival.invocation);
  if (!found.ok) return Promise.resolve({ kind: "failed", failure: found.failure });
  if (found.value) return runHeld({ ...arrival, key: found.value }, ports, run);
  // Most requests: without a key or a turn there is nothing to ask and nothing to settle.
  return (arrival.spec.overlap ?? "allow") === "allow" ? run(undefined) : inTurn(arrival, ports, () => run(undefined));
}

async function runHeld(arrival: Parameters<typeof admit>[0], ports: AdmissionPorts, run: Run): Promise<Outcome> {
  ports.watch?.();
  const admission = await admit(arrival, ports);
  if (admission.kind === "answer") return admission.outcome;
  const outcome = await inTurn(arrival, ports, () => run(admission.held));
  return admission.held ? settleRun(admission.held, outcome, ports) : outcome;
}
