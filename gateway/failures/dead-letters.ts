import { failure } from "../../kernel/errors/failure.ts";
import type { RawMessage } from "../../triggers/queue/open.ts";
import type { Verdict } from "../../triggers/queue/settlement.ts";
import { type FailureRecord, fromDeadLetter } from "../stores/failure-record.ts";
import { NO_FLOW } from "../stores/records.ts";
import { type FailurePorts, failureId, payloadOf, storeFailure } from "./store-failure.ts";

/** Where the messages of a dead-letter queue come from, as far as it is known. */
export interface DeadLetterSource {
  /** The dead-letter queue's own name. */
  readonly queue: string;
  readonly flow?: string | undefined;
  readonly version?: string | undefined;
  readonly trigger?: string | undefined;
}

const RETRY_SECONDS = 30;

/**
 * Takes one message off a dead-letter queue into the store: a record as it is, and a bare message, which the platform
 * sent there when its deliveries were used up, as a record with code MSG103.
 */
export async function keepDeadLetter(
  message: RawMessage,
  source: DeadLetterSource,
  ports: FailurePorts,
): Promise<Verdict> {
  try {
    const record = (await fromDeadLetter(message.body, failureId)) ?? (await bareRecord(message, source));
    await storeFailure(record, ports);
    return { kind: "ack" };
  } catch {
    return { kind: "retry", delaySeconds: RETRY_SECONDS };
  }
}

async function bareRecord(message: RawMessage, source: DeadLetterSource): Promise<FailureRecord> {
  const { flow = NO_FLOW, version = "", trigger = "queue", queue } = source;
  const eventId = `queue/${queue}/${message.id}`;
  const { code, message: error, retry } = failure("MSG103");
  const atMs = message.timestamp.getTime();
  return {
    id: await failureId({ flow, trigger, eventId }),
    flow,
    version,
    trigger,
    place: queue,
    eventId,
    code,
    class: retry,
    error,
    details: {},
    node: undefined,
    attempts: message.attempts,
    firstAtMs: atMs,
    lastAtMs: atMs,
    runId: undefined,
    traceparent: undefined,
    payload: payloadOf(message.body),
  };
}
