import * as v from "valibot";
import { sortedJson } from "../../base/seal.ts";
import type { SealRing } from "../../base/seal-ring.ts";
import type { Json, JsonObject } from "../../kernel/json.ts";
import { type FailureRecord, failureOf, PayloadSchema } from "./failure-record.ts";

/** Failures on their way through a queue. What bears no seal of this gateway is somebody's data, whatever it says it is. */

const Class = v.picklist(["transient", "permanent", "unknown"]);

/** A dead letter, for people and programs that consume the queue themselves; `triggers/queue/dead-letter.ts` writes it. */
const DeadLetter = v.object({
  v: v.literal(1),
  flow: v.string(),
  version: v.string(),
  trigger: v.string(),
  queue: v.string(),
  event_id: v.string(),
  code: v.string(),
  class: Class,
  error: v.string(),
  details: v.optional(v.unknown()),
  node: v.nullish(v.string()),
  attempts: v.number(),
  first_at: v.pipe(v.string(), v.isoTimestamp()),
  last_at: v.pipe(v.string(), v.isoTimestamp()),
  run_id: v.nullish(v.string()),
  traceparent: v.nullish(v.string()),
  body_kind: v.picklist(["json", "text", "bytes", "omitted"]),
  body: v.optional(v.unknown()),
});

type DeadLetter = v.InferOutput<typeof DeadLetter>;

export type ReadFailure =
  | { readonly kind: "failure"; readonly record: FailureRecord }
  /** `lookalike` for what has the form of one of ours. */
  | { readonly kind: "plain"; readonly lookalike: boolean };

/** The letter with its seal. Readers of the release before leave it out. Rejects when the store of the keys does not answer. */
export async function sealDeadLetter(letter: JsonObject, seals: SealRing): Promise<JsonObject> {
  return { ...letter, seal: await seals.seal(sealed("dead_letter", letter)) };
}

/** Reads a dead letter. Rejects when the store of the keys does not answer. */
export async function readDeadLetter(body: unknown, seals: SealRing | undefined): Promise<ReadFailure> {
  const parsed = v.safeParse(DeadLetter, body, { abortEarly: true });
  if (!parsed.success) return { kind: "plain", lookalike: false };
  const { seal, ...letter } = body as JsonObject;
  const genuine = await seals?.isGenuine(seal, sealed("dead_letter", letter));
  return genuine ? { kind: "failure", record: await recordOf(parsed.output) } : { kind: "plain", lookalike: true };
}

function recordOf(letter: DeadLetter): Promise<FailureRecord> {
  const { flow, version, trigger, queue: place, event_id: eventId, attempts, run_id, traceparent } = letter;
  const payload = v.safeParse(PayloadSchema, { kind: letter.body_kind, body: letter.body });
  const event = {
    flow,
    version,
    trigger,
    place,
    eventId,
    attempts,
    firstAtMs: Date.parse(letter.first_at),
    lastAtMs: Date.parse(letter.last_at),
    runId: run_id ?? undefined,
    traceparent: traceparent ?? undefined,
    payload: payload.success ? payload.output : ({ kind: "omitted" } as const),
  };
  const { code, error: message, class: retry, details, node } = letter;
  return failureOf(event, { code, message, retry, details }, node ?? undefined);
}

/** A record whose store did not answer, for the gateway's own queue. Rejects like `sealDeadLetter`. */
export async function sealFailure(record: FailureRecord, seals: SealRing): Promise<Json> {
  const failure = JSON.parse(JSON.stringify(record)) as JsonObject;
  return { flowgate_failure: 1, failure, seal: await seals.seal(sealed("failure", failure)) };
}

/** Reads such a record. Rejects likewise. */
export async function readFailure(body: unknown, seals: SealRing | undefined): Promise<ReadFailure> {
  if (!isObject(body) || body.flowgate_failure !== 1) return { kind: "plain", lookalike: false };
  const { failure, seal } = body;
  const genuine = isObject(failure) && (await seals?.isGenuine(seal, sealed("failure", failure)));
  return genuine
    ? { kind: "failure", record: failure as unknown as FailureRecord }
    : { kind: "plain", lookalike: true };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sealed(kind: "dead_letter" | "failure", content: object) {
  return [kind, sortedJson(content)] as const;
}
