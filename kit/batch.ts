import type { Verdict } from "./settlement.ts";

/** A message on its way to a handler. */
export interface SentMessage {
  readonly id: string;
  readonly body: unknown;
  /** 1 for the first delivery. */
  readonly attempts: number;
  readonly timestamp: Date;
}

export interface RecordedBatch {
  readonly batch: MessageBatch;
  /** What was said of a message first; undefined for nothing. */
  readonly verdictOf: (id: string) => Verdict | undefined;
}

/** A batch that keeps what its handler says. The first call on a message counts, also one on the whole batch. */
export function recordedBatch(queue: string, messages: readonly SentMessage[]): RecordedBatch {
  const verdicts = new Map<string, Verdict>();
  const say = (id: string, verdict: Verdict) => {
    if (!verdicts.has(id)) verdicts.set(id, verdict);
  };
  const sayAll = (verdict: Verdict) => {
    for (const { id } of messages) say(id, verdict);
  };
  const batch: MessageBatch = {
    queue,
    messages: messages.map((message) => ({
      ...message,
      ack: () => say(message.id, { kind: "ack" }),
      retry: (options) => say(message.id, { kind: "retry", ...options }),
    })),
    metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
    ackAll: () => sayAll({ kind: "ack" }),
    retryAll: (options) => sayAll({ kind: "retry", ...options }),
  };
  return { batch, verdictOf: (id) => verdicts.get(id) };
}
