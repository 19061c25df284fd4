import { within } from "../../base/waiting.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import { lateOf, type Outcome } from "../../kernel/outcome.ts";
import type { Clock } from "../../kernel/ports.ts";
import { LIMITS } from "../limits.ts";

const EVERY_MS = 1_000;
/** Outlasts two renewals that fail. */
const LEASE_MS = 3_000;

export interface HeldClaim {
  readonly key: string;
  readonly token: string;
}

/**
 * Keeps a claim from running out while what it stands for is at work although its run is over: for as long as the
 * platform lets that work, after which the claim is free with its lease. The function returned ends it.
 */
export function holdOn({ key, token }: HeldClaim, ledger: DedupeStore, clock: Clock): () => void {
  const endAtMs = clock.now() + LIMITS.waitUntilMs;
  let stop = (): void => undefined;
  const renew = () => {
    within(clock, EVERY_MS, ledger.extend(key, token, LEASE_MS)).catch(() => undefined);
    if (clock.now() + EVERY_MS < endAtMs) stop = clock.after(EVERY_MS, renew);
  };
  renew();
  return () => stop();
}

/**
 * Tells the ledger what a claim came to. One that came too late, since its isolate was busy, counts all the same if
 * nobody else has claimed the key meanwhile. False if the claim was lost.
 */
export async function tellLate(
  { key, token }: HeldClaim,
  ledger: DedupeStore,
  tell: () => Promise<boolean>,
): Promise<boolean> {
  return (await tell()) || ((await ledger.extend(key, token, LEASE_MS)) && tell());
}

/**
 * Gives a claim back when nothing of its run works any more: at once, or, with the claim held on until then, when its
 * late effects are done. Nobody waits for those but who waits for the outcome's `late`.
 */
export async function afterLate(
  outcome: Outcome,
  claim: HeldClaim,
  { ledger, clock }: { readonly ledger: DedupeStore; readonly clock: Clock },
  giveBack: () => Promise<unknown>,
): Promise<Outcome> {
  const late = lateOf(outcome);
  if (late === undefined) {
    await giveBack();
    return outcome;
  }
  const letGo = holdOn(claim, ledger, clock);
  const given = late.then(async () => {
    await giveBack();
    letGo();
  });
  return outcome.kind === "completed" ? { ...outcome, detached: given } : ({ ...outcome, late: given } as Outcome);
}
