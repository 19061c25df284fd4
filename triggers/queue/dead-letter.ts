import { toBase64 } from "../../base/base64.ts";
import { utf8Bytes } from "../../base/bytes.ts";
import { SEAL_BYTES } from "../../base/seal.ts";
import type { Failure } from "../../kernel/errors/failure.ts";
import { type JsonObject, jsonProblem } from "../../kernel/json.ts";
import { LIMITS } from "../limits.ts";
import type { Mounted } from "../trigger.ts";
import type { RawMessage } from "./open.ts";
import type { QueueTrigger } from "./spec.ts";

export interface DeadLetterOptions {
  readonly message: RawMessage;
  readonly mounted: Mounted<QueueTrigger>;
  readonly failure: Failure;
  readonly runId?: string;
  readonly traceparent?: string;
  /** Milliseconds since the epoch; default now. */
  readonly nowMs?: number;
}

/**
 * Why a message ended, with the message, as it goes to the dead-letter queue. A body that would not fit beside the rest
 * is left out (`body_kind: "omitted"`): such a message is better left to the platform's own dead-letter queue.
 */
export function deadLetterRecord(options: DeadLetterOptions): JsonObject {
  const { message, mounted, failure, runId, traceparent, nowMs = Date.now() } = options;
  const record = {
    v: 1,
    flow: mounted.flow,
    version: mounted.version,
    trigger: mounted.trigger,
    queue: mounted.spec.queue,
    message_id: message.id,
    event_id: `queue/${mounted.spec.queue}/${message.id}`,
    code: failure.code,
    class: failure.retry,
    error: failure.message,
    details: failure.details ?? {},
    node: typeof failure.details?.node === "string" ? failure.details.node : null,
    attempts: message.attempts,
    first_at: message.timestamp.toISOString(),
    last_at: new Date(nowMs).toISOString(),
    run_id: runId ?? null,
    traceparent: traceparent ?? null,
  };
  const whole = { ...record, ...recordedBody(message.body) };
  return fits(whole) ? whole : { ...record, body_kind: "omitted" };
}

/** The body so that it can be sent again as it was: `json`, `text`, or `bytes` in base64. */
function recordedBody(body: unknown): JsonObject {
  if (typeof body === "string") return { body_kind: "text", body };
  const bytes = body instanceof ArrayBuffer ? new Uint8Array(body) : body;
  if (bytes instanceof Uint8Array) return { body_kind: "bytes", body: toBase64(bytes) };
  // What was sent as `v8` may hold what JSON cannot.
  if (body === undefined || jsonProblem(body) !== undefined) return { body_kind: "omitted" };
  return { body_kind: "json", body: body as JsonObject };
}

/** With room for the seal that the gateway adds. */
function fits(record: JsonObject): boolean {
  return utf8Bytes(JSON.stringify(record)) <= LIMITS.messageBytes - SEAL_BYTES;
}
