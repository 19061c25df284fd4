import type { TriggerSpec } from "../../kernel/author/trigger.ts";
import type { EventKeys } from "../event-keys.ts";

/** How a message's body is read. */
export type MessageBody = "json" | "text" | "bytes";

/** When a message that failed is tried again. */
export interface RetryPolicy {
  /** Deliveries of one message, the first among them, after which an unknown failure is final. Default 4. */
  readonly maxAttempts: number;
  /** Longest wait before the second delivery, in milliseconds; doubled for each one after. Default 1,000. */
  readonly backoffMs: number;
  /** Longest wait of all, in milliseconds. Default 300,000; the platform's most is 86,400,000. */
  readonly maxBackoffMs: number;
}

/** A queue, as a trigger of a flow. */
export interface QueueTrigger<Payload = unknown> extends TriggerSpec<Payload> {
  readonly kind: "queue";
  readonly queue: string;
  readonly body: MessageBody;
  readonly deadLetter: string | undefined;
  readonly visibilityTimeoutMs: number | undefined;
  readonly concurrency: number | undefined;
  readonly partitionKey: string | undefined;
  readonly idempotency: EventKeys | false | undefined;
  readonly retry: RetryPolicy;
}
