import { sha256Base64Url } from "../../base/hash.ts";
import { type Failure, failure } from "../../kernel/errors/failure.ts";
import type { Invocation } from "../../kernel/invocation.ts";
import { inexactNumbers, keyValue } from "../../kernel/key-value.ts";
import { compilePointer } from "../../kernel/pointer.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import type { EventKeys, HttpKeys } from "../../triggers/event-keys.ts";

export const DEFAULT_TTL_MS = 86_400_000;

/** What tells an event from others of its trigger, and how it is dealt with. */
export interface EventKey {
  readonly key: string;
  readonly required: boolean;
  readonly ttlMs: number;
  /** Whether another input under this key is refused, rather than taken for the same event. */
  readonly compared: boolean;
  /** Whether replies are remembered, too, that ask the caller to try again. */
  readonly remembersAll: boolean;
}

/** The part of a trigger's declaration that is read here. */
export interface KeyedSpec {
  readonly kind: string;
  readonly idempotency?: EventKeys | HttpKeys | false | undefined;
  readonly deliveryHeader?: string | undefined;
  readonly streaming?: boolean | undefined;
  readonly overlap?: "allow" | "skip" | "queue";
}

/** Most requests. */
const NONE = ok(undefined);
const SAFE_METHODS = new Set(["GET", "HEAD"]);

/**
 * The key of an event; undefined where its trigger looks at none, and where it carries none and needs none. Refused:
 * an event without a key that is required (IDEM101), and one with what can be none (IDEM105).
 */
export function eventKey(spec: KeyedSpec, invocation: Invocation): Result<EventKey | undefined, Failure> {
  const { idempotency: keys = {}, streaming } = spec;
  const { labels } = invocation.metadata;
  if (keys === false || streaming || SAFE_METHODS.has(labels["http.method"] ?? "")) return NONE;
  const { required = false, ttlMs = DEFAULT_TTL_MS, compare } = keys;
  const found = keys.key === undefined ? ok(sentKey(spec, labels)) : keyInPayload([keys.key].flat(), invocation);
  if (!found.ok) return found;
  if (found.value === undefined) return required ? fail(failure("IDEM101")) : NONE;
  const { key, chosen } = found.value;
  const remembersAll = "remember" in keys && keys.remember === "any";
  return ok({ key, required, ttlMs, compared: compare ?? chosen, remembersAll });
}

interface Found {
  readonly key: string;
  /** The sender chose it by hand, so that two inputs under it are a mistake of theirs. */
  readonly chosen: boolean;
}

/** The sender's own id of the event, or the platform's. */
function sentKey({ kind, deliveryHeader }: KeyedSpec, labels: Invocation["metadata"]["labels"]): Found | undefined {
  if (kind === "rpc") return undefined;
  const { "flow.event_id": eventId, "flow.idempotency_key": sent, "flow.run_id": runId } = labels;
  if (kind !== "http") return { key: eventId, chosen: false };
  if (deliveryHeader !== undefined && eventId !== runId && eventId !== sent) return { key: eventId, chosen: false };
  return sent === undefined ? undefined : { key: sent, chosen: true };
}

/** The values at the pointers as one text; undefined where one of them is missing. Refused: what can be no key (IDEM105). */
function keyInPayload(pointers: readonly string[], invocation: Invocation): Result<Found | undefined> {
  const values: (string | number)[] = [];
  for (const pointer of pointers) {
    const value = keyValue(compilePointer(pointer)?.(invocation.payload), inexactNumbers(invocation));
    if (!value.ok) return fail({ ...value.failure, details: { pointer } });
    if (value.value !== undefined) values.push(value.value);
  }
  return ok(values.length < pointers.length ? undefined : { key: JSON.stringify(values), chosen: false });
}

/** Label of a deliberate replay, so that it is not taken for its origin. */
export const REPLAY_NONCE = "flow.replay_nonce";

/** The key as the ledger has it: of bounded length, and without anything the sender said in clear. */
export async function ledgerKey(key: string, invocation: Invocation, caller: string | undefined): Promise<string> {
  const { flow, trigger, metadata } = invocation;
  const nonce = metadata.labels[REPLAY_NONCE];
  return `event/${flow}/${trigger}/${await sha256Base64Url(JSON.stringify([key, caller ?? null, nonce ?? null]))}`;
}
