import type { SealRing } from "../../base/seal-ring.ts";
import { failure } from "../../kernel/errors/failure.ts";
import type { Log } from "../../telemetry/log.ts";
import type { RawMessage } from "../../triggers/queue/open.ts";
import type { Verdict } from "../../triggers/queue/settlement.ts";
import { type FailureCause, type FailureRecord, failureOf } from "../stores/failure-record.ts";
import { NO_FLOW } from "../stores/records.ts";
import { readDeadLetter } from "../stores/sealed-failure.ts";
import { awayDelaySeconds } from "../stores/store-away.ts";
import { type FailurePorts, payloadOf, storeFailure } from "./store-failure.ts";

/** Where the messages of a dead-letter queue come from, as far as it is known. */
export interface DeadLetterSource {
  /** The dead-letter queue's own name. */
  readonly queue: string;
  readonly flow?: string | undefined;
  readonly version?: string | undefined;
  readonly trigger?: string | undefined;
}

export interface DeadLetterPorts extends FailurePorts {
  /** Undefined without a ledger: then no letter is known to be the gateway's own. */
  readonly seals: SealRing | undefined;
  readonly log: Log;
}

/**
 * Takes one message off a dead-letter queue into the store: the gateway's own letter as it is, and any other message, which
 * the platform sent there when its deliveries were used up, as a record with code MSG103.
 */
export async function keepDeadLetter(
  message: RawMessage,
  source: DeadLetterSource,
  ports: DeadLetterPorts,
): Promise<Verdict> {
  const { log, seals } = ports;
  const place = { queue: source.queue, message_id: message.id, attempts: message.attempts };
  try {
    const read = await readDeadLetter(message.body, seals);
    if (read.kind === "plain" && read.lookalike) {
      const { code, message: text } = failure("MSG104");
      log.warn({ code, ...place, form: "a dead letter" }, `${text}: it is taken for data`);
    }
    await storeFailure(read.kind === "failure" ? read.record : await bareRecord(message, source), ports);
    return { kind: "ack" };
  } catch (err) {
    const delaySeconds = awayDelaySeconds(message.attempts);
    log.error({ err, ...place, delay_seconds: delaySeconds }, "a dead letter was not kept; it comes again");
    return { kind: "retry", delaySeconds };
  }
}

/** A message that the platform gave up, as a failure of the flow whose messages end here. */
function bareRecord(
  { id, body, attempts, timestamp }: RawMessage,
  { flow = NO_FLOW, version, trigger = "queue", queue }: DeadLetterSource,
  cause: FailureCause = failure("MSG103"),
): Promise<FailureRecord> {
  const atMs = timestamp.getTime();
  const event = {
    flow,
    version,
    trigger,
    place: queue,
    eventId: `queue/${queue}/${id}`,
    attempts,
    firstAtMs: atMs,
    lastAtMs: atMs,
    payload: payloadOf(body),
  };
  return failureOf(event, cause);
}
