import { failure } from "../../kernel/errors/failure.ts";
import type { Outcome } from "../../kernel/outcome.ts";
import type { Clock } from "../../kernel/ports.ts";
import { type AdmissionPorts, type Arrival, leaseMs } from "./admit.ts";
import { afterLate } from "./hold-on.ts";

const LOOK_EVERY_MS = 1_000;
const OVERLAPPED: Outcome = { kind: "duplicate", stored: undefined };

/** Runs a tick when the one before it is over, or passes over it, as its `overlap` says. One that nobody holds back runs. */
export async function inTurn(
  { spec, invocation }: Arrival,
  { ledger, clock }: AdmissionPorts,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  const { overlap = "allow" } = spec;
  if (overlap === "allow" || !ledger) return run();
  const key = `turn/${invocation.flow}/${invocation.trigger}`;
  try {
    while (clock.now() < invocation.deadlineAtMs) {
      const claim = await ledger.claim(key, { leaseMs: leaseMs(invocation, clock) });
      if (claim.kind === "new") {
        const { token } = claim;
        const outcome = await run();
        return await afterLate(outcome, { key, token }, { ledger, clock }, () =>
          ledger.forget(key, token).catch(() => false),
        );
      }
      if (overlap === "skip") return OVERLAPPED;
      await pause(clock, LOOK_EVERY_MS);
    }
    return { kind: "cancelled", by: "guard", failure: failure("TIME015", "the tick before was still running") };
  } catch (cause) {
    return { kind: "retry", failure: failure("RES105", undefined, { cause }) };
  }
}

function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.after(delayMs, resolve));
}
