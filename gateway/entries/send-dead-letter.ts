import { hasMethods } from "../../base/bindings.ts";
import type { Failure } from "../../kernel/errors/failure.ts";
import type { RunRecord } from "../../telemetry/run-record.ts";
import { traceparentOf } from "../../telemetry/run-trace.ts";
import type { QueueTrigger } from "../../triggers/queue/author.ts";
import type { RawMessage } from "../../triggers/queue/open.ts";
import type { QueueProvider } from "../../triggers/queue/provider.ts";
import type { Verdict } from "../../triggers/queue/settlement.ts";
import type { Mounted } from "../../triggers/trigger.ts";
import type { Environment } from "../pipeline/environment.ts";
import { boundRecords } from "../stores/bound.ts";
import { boundSeals } from "../stores/ledger-secrets.ts";
import { sealDeadLetter } from "../stores/sealed-failure.ts";
import { awayDelaySeconds } from "../stores/store-away.ts";

export interface DeadLetter {
  readonly message: RawMessage;
  readonly mounted: Mounted<QueueTrigger>;
  readonly failure: Failure;
  readonly environment: Environment;
  /** The run that failed. */
  readonly run: RunRecord | undefined;
}

/**
 * Has a message kept that failed for good: in its trigger's dead-letter queue, or else by whatever feature keeps failures. Where
 * one of the two is away it comes again later; where there is neither it takes the platform's way, by its retries.
 */
export async function keepDead(letter: DeadLetter): Promise<Verdict> {
  const { message, environment, run } = letter;
  const { keepFailure, ledger, env } = environment;
  const keep = async (): Promise<Kept> => {
    if (!(keepFailure && run)) return "nowhere";
    if (await keepFailure(run, message.body, environment)) return "kept";
    return boundRecords(env) ? "away" : "nowhere";
  };
  const send = () => sendDeadLetter(letter);
  let isAway = false;
  // Without a ledger a letter bears no seal, so that no store would know it for the gateway's own.
  for (const way of ledger ? [send, keep] : [keep, send]) {
    const kept = await way();
    if (kept === "kept") return { kind: "ack" };
    isAway ||= kept === "away";
  }
  return isAway ? { kind: "retry", delaySeconds: awayDelaySeconds(message.attempts) } : { kind: "retry" };
}

type Kept = "kept" | "away" | "nowhere";

/** Sends the failure record to the trigger's dead-letter queue: nowhere if there is none, or the body does not fit beside it. */
async function sendDeadLetter({ message, mounted, failure, environment, run }: DeadLetter): Promise<Kept> {
  const { deadLetter, provider } = mounted.spec;
  const queue = deadLetter === undefined ? undefined : environment.env[deadLetter];
  if (!isQueue(queue)) return "nowhere";
  const { deadLetterRecord } = provider as QueueProvider;
  const traceparent = run && traceparentOf(run);
  const record = deadLetterRecord({
    message,
    mounted,
    failure,
    ...(run && { runId: run.runId }),
    ...(traceparent !== undefined && { traceparent }),
  });
  if (record.body_kind === "omitted" && message.body !== undefined) return "nowhere";
  const seals = boundSeals(environment);
  try {
    await queue.send(seals ? await sealDeadLetter(record, seals) : record);
    return "kept";
  } catch (error) {
    environment.log.error({ err: error, queue: deadLetter, message_id: message.id }, "a dead letter was not sent");
    return "away";
  }
}

function isQueue(value: unknown): value is Pick<Queue, "send"> {
  return hasMethods(value, ["send"]);
}
