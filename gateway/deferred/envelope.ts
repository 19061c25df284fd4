import * as v from "valibot";
import { sortedJson } from "../../base/seal.ts";
import type { SealRing } from "../../base/seal-ring.ts";
import { type Invocation, InvocationSchema } from "../../kernel/invocation.ts";
import type { Json } from "../../kernel/json.ts";

/** A run that was put off, as the gateway's own queue brings it. */
export interface Deferred {
  /** Proves the claim on the run's status; empty where another message of the same run has it. */
  readonly token: string;
  readonly invocation: Invocation;
}

/** Readers of the release before know no seal, and leave it out. */
const Envelope = v.object({
  flowgate_deferred: v.literal(1),
  token: v.string(),
  invocation: InvocationSchema,
  seal: v.optional(v.string()),
});

/** The message that stands for a run, good in this queue only. Rejects when the store of the keys does not answer. */
export async function sealDeferred(deferred: Deferred, queue: string, seals: SealRing): Promise<Json> {
  const { token, invocation } = JSON.parse(JSON.stringify(deferred));
  return { flowgate_deferred: 1, token, invocation, seal: await seals.seal(sealed({ token, invocation }, queue)) };
}

/**
 * The run that a message stands for; undefined for a message that is none, or bears no seal of this gateway for this queue.
 * Rejects when the store of the keys does not answer.
 */
export async function deferredOf(
  body: unknown,
  queue: string,
  seals: SealRing | undefined,
): Promise<Deferred | undefined> {
  const parsed = v.safeParse(Envelope, body);
  if (!(parsed.success && seals)) return undefined;
  const { token, seal } = parsed.output;
  const { invocation } = body as { readonly invocation: Invocation };
  const deferred = { token, invocation };
  return (await seals.isGenuine(seal, sealed(deferred, queue))) ? deferred : undefined;
}

function sealed(deferred: Deferred, queue: string) {
  return ["deferred", queue, sortedJson(deferred)] as const;
}
