import { sha256Base64Url } from "../../base/hash.ts";
import { within } from "../../base/waiting.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import type { Json, JsonObject } from "../../kernel/json.ts";
import type { Clock, Effect, EffectClaim, EffectResult, Effects } from "../../kernel/ports.ts";
import { DEFAULT_TTL_MS } from "../admission/event-key.ts";

/** How long a claim outlives its run's guard: the time to store what came of it. */
const LEASE_MARGIN_MS = 2_000;
const TIMEOUT_MS = 2_000;
const ATTEMPTS = 3;

/** Keeps the effects of keyed nodes in the ledger, by flow, node and key. */
export function ledgerEffects(ledger: DedupeStore, clock: Clock): Effects {
  return {
    async claim(effect): Promise<EffectClaim> {
      const key = await effectKey(effect);
      const leaseMs = Math.max(0, effect.remainingMs) + LEASE_MARGIN_MS;
      const claim = await within(clock, TIMEOUT_MS, ledger.claim(key, { leaseMs }));
      switch (claim.kind) {
        case "done":
          return { kind: "done", result: toResult(claim.stored) };
        case "in_flight":
          return { kind: "in_flight", retryAfterMs: claim.retryAfterMs };
        case "mismatch":
          throw new Error("a claim without a fingerprint does not mismatch");
        case "new": {
          const { token } = claim;
          const ttlMs = effect.step.unit?.idempotency?.ttlMs ?? DEFAULT_TTL_MS;
          return {
            kind: "new",
            complete: (result) => insist(clock, () => ledger.complete(key, token, { stored: toStored(result), ttlMs })),
            forget: () => insist(clock, () => ledger.forget(key, token)),
          };
        }
      }
    },
  };
}

async function effectKey({ step, key }: Effect): Promise<string> {
  return `effect/${step.flow}/${step.alias}/${await sha256Base64Url(key)}`;
}

/** Up to three times; what was not told by then ends with the lease. */
async function insist(clock: Clock, tell: () => Promise<boolean>): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      await within(clock, TIMEOUT_MS, tell());
      return;
    } catch {
      // Tried again: what the first try may have done, the next finds done.
    }
  }
}

function toStored({ value, annotations }: EffectResult): Json {
  return { ...(value !== undefined && { value }), ...(annotations && { annotations: annotations as JsonObject }) };
}

function toResult(stored: Json | undefined): EffectResult {
  const { value, annotations } = stored as { readonly value?: Json; readonly annotations?: JsonObject };
  return { value, ...(annotations && { annotations }) };
}
