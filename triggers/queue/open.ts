import * as v from "valibot";
import { freezeInvocation, type Invocation, InvocationSchema, type ReservedLabels } from "../../kernel/invocation.ts";
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
 * Reads a message. One whose body is an invocation of this very flow, as the gateway sends it to itself, keeps its
 * payload and labels; every other body is the payload.
 */
export function openMessage(message: RawMessage, mounted: Consumer, birth: Birth): Opened {
  const sent = sentInvocation(message.body, mounted);
  if (sent) return invocation(message, mounted, birth, sent);
  const read = messageBody(message.body, mounted.spec.body);
  if (!read.ok) return read;
  return invocation(message, mounted, birth, { payload: read.value });
}

function sentInvocation(body: unknown, { flow }: Consumer): Sent | undefined {
  if (typeof body !== "object" || body === null || !("flow" in body) || body.flow !== flow) return undefined;
  const parsed = v.safeParse(InvocationSchema, body, { abortEarly: true });
  if (!parsed.success) return undefined;
  return parsed.output as Invocation;
}

interface Sent {
  readonly payload: unknown;
  readonly metadata?: Invocation["metadata"];
}

function invocation(message: RawMessage, mounted: Consumer, birth: Birth, { payload, metadata }: Sent): Opened {
  const { flow, trigger, capture, spec } = mounted;
  const labels: ReservedLabels & Record<string, string | undefined> = {
    "flow.event_id": `queue/${spec.queue}/${message.id}`,
    ...metadata?.labels,
    "flow.run_id": birth.runId,
    "flow.id": mounted.flowId,
    "flow.version": mounted.version,
    "flow.trigger": trigger,
    "flow.capture": capture,
    "flow.source": "queue",
    "flow.attempt": String(message.attempts),
    "queue.name": spec.queue,
    "queue.message_id": message.id,
    "queue.timestamp": message.timestamp.toISOString(),
    "queue.attempts": String(message.attempts),
  };
  return {
    ok: true,
    invocation: freezeInvocation({
      flow,
      trigger,
      capture,
      payload,
      deadlineAtMs: birth.deadlineAtMs,
      metadata: { labels, extensions: metadata?.extensions ?? {} },
    }),
  };
}
