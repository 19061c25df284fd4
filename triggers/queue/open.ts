import { freezeInvocation, type Invocation, type ReservedLabels } from "../../kernel/invocation.ts";
import { INEXACT_NUMBERS } from "../../kernel/key-value.ts";
import { type Ok, ok } from "../../kernel/result.ts";
import type { Birth, Mounted, Opened } from "../trigger.ts";
import { messageBody, type Read } from "./body.ts";
import { partitionOf } from "./partition.ts";
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
  const read = messageBody(message.body, mounted.spec.body, mounted.exact);
  if (!read.ok) return read;
  const partition = partitionOf(mounted.spec, read.value, read.inexact);
  return partition.ok ? ok(invocation(message, mounted, birth, read)) : partition;
}

function invocation(message: RawMessage, mounted: Consumer, birth: Birth, read: Ok<unknown> & Read): Invocation {
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
  const { value: payload, inexact } = read;
  const metadata = { labels, extensions: inexact ? { [INEXACT_NUMBERS]: inexact } : {} };
  return freezeInvocation({ flow, trigger, capture, payload, deadlineAtMs: birth.deadlineAtMs, metadata });
}
