import type { MemoryQueue, QueueMessage } from "./store.ts";

/** A queue in memory: keeps what was sent until somebody takes it. Bodies are copied, as on the way to a real one. */
export function memoryQueue(): MemoryQueue {
  const sent: QueueMessage[] = [];
  const copy = (message: QueueMessage): QueueMessage => ({ ...message, body: structuredClone(message.body) });
  return {
    memory: "queue",
    sent,
    send: async (message) => {
      sent.push(copy(message));
    },
    sendBatch: async (messages) => {
      sent.push(...messages.map(copy));
    },
    drain: () => sent.splice(0),
  };
}
