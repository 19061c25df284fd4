import * as v from "valibot";

/** A message's body so that it can be sent again as it was. `bytes` are base64; `blob` names an object of the blob store. */
const Payload = v.variant("kind", [
  v.object({ kind: v.literal("json"), body: v.unknown() }),
  v.object({ kind: v.literal("text"), body: v.string() }),
  v.object({ kind: v.literal("bytes"), body: v.string() }),
  v.object({ kind: v.literal("blob"), key: v.string(), bytes: v.number(), of: v.picklist(["json", "text", "bytes"]) }),
  v.object({ kind: v.literal("omitted") }),
]);

export type FailurePayload = v.InferOutput<typeof Payload>;

/** What ended failed, with its cause and all that a replay needs. Times are milliseconds since the epoch. */
export interface FailureRecord {
  /** `<flow>~<hash of trigger and event id>`: the same event failing again is the same record. */
  readonly id: string;
  readonly flow: string;
  readonly version: string;
  /** Alias of the trigger node. */
  readonly trigger: string;
  /** The queue's name, or what else the event came by. */
  readonly place: string;
  readonly eventId: string;
  readonly code: string;
  /** `transient`, `permanent` or `unknown`. */
  readonly class: string;
  readonly error: string;
  readonly details: unknown;
  readonly node: string | undefined;
  readonly attempts: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly runId: string | undefined;
  readonly traceparent: string | undefined;
  readonly payload: FailurePayload;
}

/** How often it was replayed, and what the last replay came to. */
export interface StoredFailure extends FailureRecord {
  readonly replays: number;
  readonly replayedAtMs: number | undefined;
  readonly replayOutcome: string | undefined;
  /** The run of the last replay, which may still be at it. */
  readonly replayRunId: string | undefined;
}

/** The record as it travels in a dead-letter queue; `triggers/queue/dead-letter.ts` writes it. */
const Wire = v.object({
  v: v.literal(1),
  flow: v.string(),
  version: v.string(),
  trigger: v.string(),
  queue: v.string(),
  event_id: v.string(),
  code: v.string(),
  class: v.string(),
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

/** Reads a dead letter; undefined for a message that is not one of ours. */
export function fromDeadLetter(body: unknown, idOf: IdOf): Promise<FailureRecord> | undefined {
  const parsed = v.safeParse(Wire, body);
  if (!parsed.success) return undefined;
  const wire = parsed.output;
  const { flow, version, trigger, queue: place, event_id: eventId, code, error, attempts } = wire;
  const payload = v.safeParse(Payload, { kind: wire.body_kind, body: wire.body });
  return idOf({ flow, trigger, eventId }).then((id) => ({
    id,
    flow,
    version,
    trigger,
    place,
    eventId,
    code,
    class: wire.class,
    error,
    details: wire.details ?? {},
    node: wire.node ?? undefined,
    attempts,
    firstAtMs: Date.parse(wire.first_at),
    lastAtMs: Date.parse(wire.last_at),
    runId: wire.run_id ?? undefined,
    traceparent: wire.traceparent ?? undefined,
    payload: payload.success ? payload.output : { kind: "omitted" },
  }));
}

export type IdOf = (of: {
  readonly flow: string;
  readonly trigger: string;
  readonly eventId: string;
}) => Promise<string>;

/** The flow that a record's id names; undefined for what is no id. */
export function flowOfId(id: string): string | undefined {
  const mark = id.lastIndexOf("~");
  return mark > 0 ? id.slice(0, mark) : undefined;
}
