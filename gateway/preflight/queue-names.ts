import { resourceName } from "../../capabilities/resource-name.ts";
import type { QueueTrigger } from "../../triggers/queue/author.ts";
import type { Needs } from "../readiness/rule.ts";
import type { WranglerConfig } from "./wrangler-config.ts";

/** The gateway's own producer, and the queue that `deferredRuns()` consumes unless told otherwise. */
export const OWN_PRODUCER = "FLOWGATE_QUEUE";
export const OWN_QUEUE = "flowgate";

/** The queue that a producer's binding most likely means: one that the flows consume, or else one named after it. */
export function queueOf(binding: string, { queues }: Needs, config: WranglerConfig): string {
  if (binding === OWN_PRODUCER) return OWN_QUEUE;
  const dead = queues.find(({ spec }) => spec.deadLetter === binding);
  if (dead) return deadLetterQueueOf(dead.spec, config);
  const name = resourceName(binding);
  const bare = name.replace(/^queue-|-queue$/, "");
  const consumed = queues.map(({ spec }) => spec.queue);
  return consumed.find((queue) => queue === name) ?? consumed.find((queue) => queue === bare) ?? name;
}

/** One queue for what the flow fails and what the platform gives up on: what is there of it, or else a new name. */
export function deadLetterQueueOf({ queue, deadLetter }: QueueTrigger, { settings }: WranglerConfig): string {
  const { consumers = [], producers = [] } = settings.queues ?? {};
  const consumer = consumers.find((entry) => entry.queue === queue);
  const producer = producers.find(({ binding }) => binding === deadLetter);
  return consumer?.dead_letter_queue ?? producer?.queue ?? `${queue}-dead`;
}
