import { hasMethods } from "../../base/bindings.ts";
import type { Failure } from "../../kernel/errors/failure.ts";
import type { RunRecord } from "../../telemetry/run-record.ts";
import { traceparentOf } from "../../telemetry/run-trace.ts";
import type { QueueTrigger } from "../../triggers/queue/author.ts";
import type { RawMessage } from "../../triggers/queue/open.ts";
import type { QueueProvider } from "../../triggers/queue/provider.ts";
import type { Mounted } from "../../triggers/trigger.ts";
import type { Environment } from "../pipeline/environment.ts";

export interface DeadLetter {
  readonly message: RawMessage;
  readonly mounted: Mounted<QueueTrigger>;
  readonly failure: Failure;
  readonly environment: Environment;
  /** The run that failed. */
  readonly run: RunRecord | undefined;
}

/**
 * Sends the failure record to the trigger's dead-letter queue. False if there is none, it did not take it, or the body
 * does not fit beside its record: then the message itself has to get there, the platform's way.
 */
export async function sendDeadLetter(letter: DeadLetter): Promise<boolean> {
  const { message, mounted, failure, environment, run } = letter;
  const { deadLetter, provider } = mounted.spec;
  const queue = deadLetter === undefined ? undefined : environment.env[deadLetter];
  if (!isQueue(queue)) return false;
  const { deadLetterRecord } = provider as QueueProvider;
  const traceparent = run && traceparentOf(run);
  const record = deadLetterRecord({
    message,
    mounted,
    failure,
    ...(run && { runId: run.runId }),
    ...(traceparent !== undefined && { traceparent }),
  });
  if (record.body_kind === "omitted" && message.body !== undefined) return false;
  try {
    await queue.send(record);
    return true;
  } catch (error) {
    environment.log.error({ err: error, queue: deadLetter, message_id: message.id }, "a dead letter was not sent");
    return false;
  }
}

function isQueue(value: unknown): value is Pick<Queue, "send"> {
  return hasMethods(value, ["send"]);
}
