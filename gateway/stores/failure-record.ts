import * as v from "valibot";
import { sha256Base64Url } from "../../base/hash.ts";
import type { Failure } from "../../kernel/errors/failure.ts";

/** A message's body so that it can be sent again as it was. `bytes` are base64; `blob` names an object of the blob store. */
export const PayloadSchema = v.variant("kind", [
  v.object({ kind: v.literal("json"), body: v.unknown() }),
  v.object({ kind: v.literal("text"), body: v.string() }),
  v.object({ kind: v.literal("bytes"), body: v.string() }),
  v.object({ kind: v.literal("blob"), key: v.string(), bytes: v.number(), of: v.picklist(["json", "text", "bytes"]) }),
  v.object({ kind: v.literal("omitted") }),
]);

export type FailurePayload = v.InferOutput<typeof PayloadSchema>;

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

/** What failed, as far as whoever keeps it knows. */
export interface FailedEvent
  extends Pick<
    FailureRecord,
    "flow" | "trigger" | "place" | "eventId" | "attempts" | "firstAtMs" | "lastAtMs" | "payload"
  > {
  readonly version?: string | undefined;
  readonly runId?: string | undefined;
  readonly traceparent?: string | undefined;
  /** What tells the event from others of its trigger where its id does not. */
  readonly identity?: string;
}

/** Why it failed: a failure, or what a message says of one. */
export type FailureCause = Pick<Failure, "code" | "message" | "retry"> & { readonly details?: unknown };

/** The one maker of records. The same event gives the same id, whoever keeps it. */
export async function failureOf(event: FailedEvent, cause: FailureCause, node?: string): Promise<FailureRecord> {
  const { identity, version = "", runId, traceparent, payload, ...known } = event;
  const { code, message: error, retry, details = {} } = cause;
  const { flow, trigger, eventId } = event;
  const hash = await sha256Base64Url(JSON.stringify([trigger, identity ?? eventId]));
  return {
    id: `${flow}~${hash.slice(0, 22)}`,
    ...known,
    version,
    code,
    class: retry,
    error,
    details,
    node: node ?? nodeIn(details),
    runId,
    traceparent,
    payload,
  };
}

function nodeIn(details: unknown): string | undefined {
  if (typeof details !== "object" || details === null || !("node" in details)) return undefined;
  return typeof details.node === "string" ? details.node : undefined;
}

/** The flow that a record's id names; undefined for what is no id. */
export function flowOfId(id: string): string | undefined {
  const mark = id.lastIndexOf("~");
  return mark > 0 ? id.slice(0, mark) : undefined;
}
