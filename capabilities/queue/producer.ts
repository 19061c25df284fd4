import type { CapabilityUse } from "../../kernel/author/uses.ts";
import { type Capability, hintRules, hintsFor, isMemory, notIdempotent } from "../capability.ts";
import { QUEUE_LIMITS } from "../limits.ts";
import { resourceName } from "../resource-name.ts";
import { type Keep, type QueueHandle, queueHandle } from "./handle.ts";
import type { MemoryQueue } from "./store.ts";
import { isQueue, workersQueue } from "./workers.ts";

const hints = notIdempotent(hintRules("queue", { publish: "effectful", consume: "read_only" }), "publish");

/** A queue's producer that the gateway itself sends to: every Worker has it, so it brings no bucket along. */
export function producer(binding: string): CapabilityUse<QueueHandle> {
  return {
    kind: "queue",
    provider: producerCapability,
    binding,
    access: "write",
    hints: hintsFor(hints, "publish"),
    options: {},
  };
}

export const producerCapability: Capability = {
  kind: "queue",
  hints,
  guarantees: {
    durability: "durable",
    delivery: "at_least_once",
    ordering: "unordered",
    ttl: "none",
    limits: QUEUE_LIMITS,
    notes: [
      "A message is delivered once or several times; its consumer has to know what it did before.",
      "Order is best effort; a delay or a retry changes it.",
    ],
  },
  binding: {
    noun: "a queue's producer",
    section: "queues.producers",
    entry: ({ binding = "" }) => ({ binding, queue: resourceName(binding) }),
  },
  open: (use, bound) => openProducer(use, bound),
};

export function openProducer(use: CapabilityUse, bound: unknown, keep?: Keep): ReturnType<Capability["open"]> {
  const at = { resource: "queue", binding: use.binding };
  const store = isMemory<MemoryQueue>(bound, "queue") ? bound : isQueue(bound) ? workersQueue(bound, at) : undefined;
  return store && { scope: "isolate", handle: Object.freeze(queueHandle(store, at, keep)) };
}
