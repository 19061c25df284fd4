import { sha256Base64Url } from "../../base/hash.ts";
import type { Invocation } from "../../kernel/invocation.ts";
import { compilePointer } from "../../kernel/pointer.ts";
import type { EventKeys } from "../../triggers/event-keys.ts";

export const DEFAULT_TTL_MS = 86_400_000;

/** What tells an event from others of its trigger, and how it is dealt with. */
export interface EventKey {
  /** Undefined: the event carries none. */
  readonly key: string | undefined;
  readonly required: boolean;
  readonly ttlMs: number;
  /** The sender chose the key by hand, so that two payloads under one key are a mistake of theirs. */
  readonly compared: boolean;
}

/** The part of a trigger's declaration that is read here. */
export interface KeyedSpec {
  readonly kind: string;
  readonly idempotency?: EventKeys | false | undefined;
  readonly deliveryHeader?: string | undefined;
  readonly streaming?: boolean | undefined;
  readonly overlap?: "allow" | "skip" | "queue";
}

const SAFE_METHODS = new Set(["GET", "HEAD"]);

/** The key of an event, or undefined where its trigger looks at none. */
export function eventKey(spec: KeyedSpec, { payload, metadata }: Invocation): EventKey | undefined {
  const { idempotency: keys = {}, streaming } = spec;
  const { labels } = metadata;
  if (keys === false || streaming || SAFE_METHODS.has(labels["http.method"] ?? "")) return undefined;
  const rest = { required: keys.required ?? false, ttlMs: keys.ttlMs ?? DEFAULT_TTL_MS };
  if (keys.key !== undefined) return { ...rest, key: keyInPayload([keys.key].flat(), payload), compared: false };
  if (spec.kind === "rpc") return undefined;
  if (spec.kind !== "http") return { ...rest, key: labels["flow.event_id"], compared: false };
  const sent = labels["flow.idempotency_key"];
  const delivery = spec.deliveryHeader !== undefined && labels["flow.event_id"] !== labels["flow.run_id"];
  if (delivery && labels["flow.event_id"] !== sent) return { ...rest, key: labels["flow.event_id"], compared: false };
  return { ...rest, key: sent, compared: true };
}

/** The values at the pointers as one text; undefined unless each is a string or a number. */
function keyInPayload(pointers: readonly string[], payload: unknown): string | undefined {
  const values = pointers.map((pointer) => compilePointer(pointer)?.(payload));
  const usable = values.every((value) => (typeof value === "string" && value !== "") || typeof value === "number");
  return usable ? JSON.stringify(values) : undefined;
}

/** Label of a deliberate replay, so that it is not taken for its origin. */
export const REPLAY_NONCE = "flow.replay_nonce";

/** The key as the ledger has it: of bounded length, and without anything the sender said in clear. */
export async function ledgerKey(key: string, invocation: Invocation, caller: string | undefined): Promise<string> {
  const { flow, trigger, metadata } = invocation;
  const nonce = metadata.labels[REPLAY_NONCE];
  return `event/${flow}/${trigger}/${await sha256Base64Url(JSON.stringify([key, caller ?? null, nonce ?? null]))}`;
}
