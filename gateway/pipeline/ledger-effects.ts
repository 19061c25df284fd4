import { utf8Bytes } from "../../base/bytes.ts";
import { sha256Base64Url } from "../../base/hash.ts";
import { within } from "../../base/waiting.ts";
import type { DedupeStore, Known } from "../../capabilities/dedupe/store.ts";
import { DEDUPE_LIMITS } from "../../capabilities/limits.ts";
import { failure } from "../../kernel/errors/failure.ts";
import type { Json, JsonObject } from "../../kernel/json.ts";
import { inexactNumbers } from "../../kernel/key-value.ts";
import type { Clock, Effect, EffectClaim, EffectResult, Effects, HeldEffect } from "../../kernel/ports.ts";
import { isFinalReply } from "../../triggers/http/reply.ts";
import { DEFAULT_TTL_MS } from "../admission/event-key.ts";
import { fingerprint } from "../admission/fingerprint.ts";
import { type HeldClaim, holdOn, tellLate } from "../admission/hold-on.ts";

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
      const claim = await within(clock, TIMEOUT_MS, ledger.claim(key, { leaseMs, fingerprint: await marks(effect) }));
      switch (claim.kind) {
        case "done":
          return { kind: "done", result: toResult(claim.stored, effect) };
        case "in_flight":
          return { kind: "in_flight", retryAfterMs: claim.retryAfterMs };
        case "mismatch":
          return otherInput(await within(clock, TIMEOUT_MS, ledger.look(key)));
        case "new":
          return heldEffect({ key, token: claim.token }, effect, ledger, clock);
      }
    },
  };
}

/**
 * What tells the input of an effect: its event with its place in the run, as an event that is tried again is the same one
 * whatever its earlier steps give now, and the input itself. Undefined where none is compared.
 */
async function marks({ step, input, place, invocation }: Effect): Promise<readonly string[] | undefined> {
  if (step.unit?.idempotency?.compare === false) return undefined;
  const eventId = invocation.metadata.labels["flow.event_id"];
  try {
    return await Promise.all([fingerprint([eventId, place]), fingerprint([input, inexactNumbers(invocation)])]);
  } catch {
    // An input that throws when it is looked at cannot be compared.
    return undefined;
  }
}

/** The effect that another input has begun may fail, and then this one is free to be done. */
function otherInput(known: Known): EffectClaim {
  if (known.kind === "done") return { kind: "mismatch" };
  return { kind: "in_flight", retryAfterMs: known.kind === "in_flight" ? known.retryAfterMs : 0 };
}

function heldEffect(claim: HeldClaim, effect: Effect, ledger: DedupeStore, clock: Clock): HeldEffect {
  const { key, token } = claim;
  const ttlMs = effect.step.unit?.idempotency?.ttlMs ?? DEFAULT_TTL_MS;
  let letGo = (): void => undefined;
  const settle = async (tell: () => Promise<boolean>) => {
    await insist(clock, tell);
    letGo();
  };
  return {
    kind: "new",
    complete: (result) => {
      if (asksAgain(result, effect)) return settle(() => ledger.forget(key, token));
      const stored = toStored(result, effect);
      return settle(() => tellLate(claim, ledger, () => ledger.complete(key, token, { stored, ttlMs })));
    },
    forget: () => settle(() => ledger.forget(key, token)),
    holdOn: () => {
      letGo = holdOn(claim, ledger, clock);
    },
  };
}

/** A reply that asks its caller to try again says that the effect was not done. */
function asksAgain(result: EffectResult, { invocation }: Effect): boolean {
  if ("unusable" in result || invocation.metadata.labels["flow.source"] !== "http") return false;
  return !isFinalReply(result.value, result.annotations);
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

/** An effect that is done and whose output is of no use, or cannot be kept. */
interface StoredUnusable {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly details?: JsonObject;
  /** The run that did it: its log has the cause. */
  readonly run_id: string;
}

function toStored(result: EffectResult, { invocation, step }: Effect): Json {
  const run_id = invocation.metadata.labels["flow.run_id"];
  if ("unusable" in result) return spent(result.unusable, run_id);
  const { value, annotations } = result;
  const text = JSON.stringify({ ...(value !== undefined && { value }), ...(annotations && { annotations }) });
  // What an object's own toJSON makes of it is what is kept.
  if (utf8Bytes(text) <= DEDUPE_LIMITS.maxStoredBytes) return JSON.parse(text) as Json;
  return spent(failure("IDEM104", TOO_LARGE, { details: { node: step.alias } }), run_id);
}

const TOO_LARGE = "a step's effect is done, but what it gave was too large to keep";

function spent({ code, message, status, details }: ReturnType<typeof failure>, run_id: string): Json {
  const stored: StoredUnusable = { code, message, status, run_id, ...(details && { details }) };
  return { unusable: { ...stored } };
}

function toResult(stored: Json | undefined, { step }: Effect): EffectResult {
  const { value, annotations, unusable } = stored as {
    readonly value?: Json;
    readonly annotations?: JsonObject;
    readonly unusable?: StoredUnusable;
  };
  if (!unusable) return { value, ...(annotations && { annotations }) };
  const { run_id, ...shown } = unusable;
  const cause = new Error(`the effect of ${step.alias} was done in run ${run_id}, whose log says what came of it`);
  return { unusable: { ...shown, retry: "permanent", cause } };
}
