import type { MemoryStore } from "../capability.ts";

/** What stands behind a `publish` handle: a queue's producer, or memory. Knows no limits. */
export interface QueueStore {
  send(message: QueueMessage): Promise<void>;
  sendBatch(messages: readonly QueueMessage[]): Promise<void>;
}

export type QueueContentType = "json" | "text" | "bytes";

export interface QueueMessage {
  readonly body: unknown;
  readonly contentType: QueueContentType;
  readonly delaySeconds?: number | undefined;
}

export interface MemoryQueue extends QueueStore, MemoryStore {
  readonly memory: "queue";
  /** All that was sent, oldest first. Delays are kept, not waited for. */
  readonly sent: readonly QueueMessage[];
  /** Takes all that was sent, oldest first. */
  drain(): readonly QueueMessage[];
}
