/** A message that was sent and not delivered yet. */
export interface PendingMessage {
  readonly id: string;
  readonly body: unknown;
  readonly timestamp: Date;
  readonly attempts: number;
  /** What it is to wait for; nobody waits here. */
  readonly delaySeconds: number;
}

/** A queue's producer in memory, as the platform binds it: a handle and the gateway itself can send with it. */
export interface MemoryProducer extends Queue {
  /** Oldest first. */
  readonly pending: readonly PendingMessage[];
  /** Puts a message in line, as the platform does with one that failed. */
  readonly push: (message: PendingMessage) => void;
  /** Takes the oldest. */
  readonly take: () => PendingMessage | undefined;
}

const METRICS = { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };

/** Bodies are copied, as on the way to a real queue. `now` in milliseconds since the epoch. */
export function memoryProducer(name: string, now: () => number = Date.now): MemoryProducer {
  const pending: PendingMessage[] = [];
  let sent = 0;
  const enqueue = (body: unknown, delaySeconds = 0) => {
    sent += 1;
    const timestamp = new Date(now());
    pending.push({ id: `${name}-${sent}`, body: structuredClone(body), timestamp, attempts: 1, delaySeconds });
  };
  return {
    pending,
    push: (message) => pending.push(message),
    take: () => pending.shift(),
    metrics: async () => METRICS.metadata.metrics,
    send: async (body, options) => {
      enqueue(body, options?.delaySeconds);
      return METRICS;
    },
    sendBatch: async (messages, options) => {
      for (const { body, delaySeconds } of messages) enqueue(body, delaySeconds ?? options?.delaySeconds);
      return METRICS;
    },
  };
}

export function isMemoryProducer(bound: unknown): bound is MemoryProducer {
  return typeof bound === "object" && bound !== null && "pending" in bound && "take" in bound;
}
