import { QUEUE_LIMITS } from "../limits.ts";

/** A message and what it takes of a batch's bytes. */
export interface Weighed<Message> {
  readonly message: Message;
  readonly bytes: number;
}

/**
 * Splits messages, in their order, into as few batches as that order allows: each is filled until the next message
 * would pass the platform's count or bytes.
 */
export function* batches<Message>(messages: Iterable<Weighed<Message>>): Generator<readonly Message[]> {
  let batch: Message[] = [];
  let batchBytes = 0;
  for (const { message, bytes } of messages) {
    const full = batch.length === QUEUE_LIMITS.maxBatchMessages || batchBytes + bytes > QUEUE_LIMITS.maxBatchBytes;
    if (full && batch.length > 0) {
      yield batch;
      batch = [];
      batchBytes = 0;
    }
    batch.push(message);
    batchBytes += bytes;
  }
  if (batch.length > 0) yield batch;
}
