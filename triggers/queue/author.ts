import type { TriggerWiring } from "../../kernel/ir/schema.ts";
import { type EventKeys, keysWiring } from "../event-keys.ts";
import { given } from "../wiring.ts";
import { queueProvider } from "./provider.ts";
import type { MessageBody, QueueTrigger, RetryPolicy } from "./spec.ts";

export type { QueueTrigger, RetryPolicy } from "./spec.ts";

export interface QueueOptions<B extends MessageBody> {
  /** Default `json`. */
  readonly body?: B;
  /** Binding of the queue that failure records are sent to. */
  readonly deadLetter?: string;
  /** How long one delivery may hold a message: the guard of its run. */
  readonly visibilityTimeoutMs?: number;
  /** Messages of one batch that run at once. Default: the gateway's. */
  readonly concurrency?: number;
  /** JSON Pointer into the payload: messages with the same value there run in order, one at a time. */
  readonly partitionKey?: string;
  /** How messages that come again are told from new ones; `false` runs each delivery. */
  readonly idempotency?: EventKeys | false;
  readonly retry?: Partial<RetryPolicy>;
  readonly timeoutMs?: number;
  readonly alias?: string;
}

export type MessagePayload<B extends MessageBody> = {
  readonly json: unknown;
  readonly text: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}[B];

/** Consumes a queue: one run per message. `name` is the queue's name in the wrangler file. */
export function queue<const B extends MessageBody = "json">(
  name: string,
  options: QueueOptions<B> = {},
): QueueTrigger<MessagePayload<B>> {
  const { timeoutMs, alias } = options;
  return Object.freeze({
    kind: "queue" as const,
    provider: queueProvider,
    queue: name,
    body: options.body ?? "json",
    deadLetter: options.deadLetter,
    visibilityTimeoutMs: options.visibilityTimeoutMs,
    concurrency: options.concurrency,
    partitionKey: options.partitionKey,
    idempotency: options.idempotency,
    retry: { maxAttempts: 4, backoffMs: 1_000, maxBackoffMs: 300_000, ...options.retry },
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(alias !== undefined && { alias }),
    wiring: wiring(name, options),
  });
}

function wiring(name: string, options: QueueOptions<MessageBody>): TriggerWiring {
  return {
    kind: "queue",
    queue: name,
    ...given({
      body: options.body,
      visibility_timeout_ms: options.visibilityTimeoutMs,
      dead_letter: options.deadLetter,
      concurrency: options.concurrency,
      partition_key: options.partitionKey,
      max_attempts: options.retry?.maxAttempts,
      backoff_ms: options.retry?.backoffMs,
      max_backoff_ms: options.retry?.maxBackoffMs,
      timeout_ms: options.timeoutMs,
    }),
    ...keysWiring(options.idempotency),
  };
}
