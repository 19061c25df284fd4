import type { Failure } from "../kernel/errors/failure.ts";
import type { QueueTrigger } from "../triggers/queue/author.ts";
import { deadLetterRecord } from "../triggers/queue/dead-letter.ts";
import type { RawMessage } from "../triggers/queue/open.ts";
import type { Mounted } from "../triggers/trigger.ts";
import type { Environment } from "./environment.ts";

export interface DeadLetter {
  readonly message: RawMessage;
  readonly mounted: Mounted<QueueTrigger>;
  readonly failure: Failure;
  readonly environment: Environment;
}

/** Sends the failure record to the trigger's dead-letter queue. False if there is none, or it did not take it. */
export async function sendDeadLetter({ message, mounted, failure, environment }: DeadLetter): Promise<boolean> {
  const { deadLetter } = mounted.spec;
  const queue = deadLetter === undefined ? undefined : environment.env[deadLetter];
  if (!isQueue(queue)) return false;
  try {
    await queue.send(deadLetterRecord({ message, mounted, failure }));
    return true;
  } catch (error) {
    environment.log.error({ err: error, queue: deadLetter, message_id: message.id }, "a dead letter was not sent");
    return false;
  }
}

function isQueue(value: unknown): value is Pick<Queue, "send"> {
  return typeof value === "object" && value !== null && "send" in value && typeof value.send === "function";
}
