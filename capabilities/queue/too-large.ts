import { type Failure, failure } from "../../kernel/errors/failure.ts";
import { QUEUE_LIMITS } from "../limits.ts";

export const MAX_BODY_BYTES = QUEUE_LIMITS.maxMessageBytes - QUEUE_LIMITS.messageOverheadBytes;

/** What a body says that fits no message and may not be kept elsewhere. */
export function tooLargeForQueue(bytes: number, why: string): Failure {
  const message = `a payload of ${bytes} bytes is above the queue's ${MAX_BODY_BYTES}, and ${why}`;
  return failure("LIMIT101", message, { retry: "permanent", status: 413 });
}
