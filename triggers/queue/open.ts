import { freezeInvocation, type Invocation, type ReservedLabels } from "../../kernel/invocation.ts";
import { ok } from "../../kernel/result.ts";
import type { Birth, Mounted, Opened } from "../trigger.ts";
import { messageBody } from "./body.ts";
import type { QueueTrigger } from "./spec.ts";

/** The part of the platform's message that is read here. */
export interface RawMessage {
  readonly id: string;
  readonly timestamp: Date;
  readonly body: unknown;
  /** 1 for the first delivery. */
  readonly attempts: number;
}

type Consumer = Mounted<QueueTrigger>;

/**
 * Reads a message: its body is the payload, whatever it looks like. What the gateway itself puts into a body it has sealed, and
 * takes out again before a message gets here.
 */
export function openMessage(message: RawMessage, mounted: Consumer, birth: Birth): Opened {
  const read = messageBody(message.body, mounted.spec.body);
  return read.ok ? ok(invocation(message, mounted, birth, read.value)) : read;
}

function invocation(message: RawMessage, mounted: Consumer, birth: Birth, payload: unknown): Invocation {
  const { flow, trigger, capture, spec } = mounted;
  const labels: ReservedLabels & Record<string, string | undefined> = {
    "flow.run_id": birth.runId,
    "flow.id": mounted.flowId,
    "flow.version": mounted.version,
    "flow.trigger": trigger,
    "flow.capture": capture,
    "flow.source": "queue",
    "flow.event_id": `queue/${spec.queue}/${message.id}`,
    "flow.attempt": String(message.attempts),
    "queue.name": spec.queue,
    "queue.message_id": message.id,
    "queue.timestamp": message.timestamp.toISOString(),
    "queue.attempts": String(message.attempts),
  };
  const metadata = { labels, extensions: {} };
  return freezeInvocation({ flow, trigger, capture, payload, deadlineAtMs: birth.deadlineAtMs, metadata });
}
