import { v7 as uuidv7 } from "uuid";
import type { CapabilityUse } from "../../kernel/author/uses.ts";
import { blob } from "../blob/blob.ts";
import { storeOf } from "../blob/store-of.ts";
import { type Capability, hintRules, hintsFor, isMemory, notIdempotent } from "../capability.ts";
import type { Asks } from "../guarantees.ts";
import { QUEUE_LIMITS } from "../limits.ts";
import { resourceName } from "../resource-name.ts";
import { type QueueHandle, queueHandle } from "./handle.ts";
import type { MemoryQueue } from "./store.ts";
import { isQueue, workersQueue } from "./workers.ts";

const hints = notIdempotent(hintRules("queue", { publish: "effectful", consume: "read_only" }), "publish");

export interface PublishOptions extends Asks {
  /**
   * The binding of an R2 bucket that keeps bodies above the queue's limit; a pointer with a checksum travels. The
   * consumer's gateway loads them with the feature `largeMessages()`. Without it such a body is LIMIT101.
   */
  readonly large?: string;
}

/** Publishes to a Workers queue through its producer binding. The trigger `queue` is the other end. */
export function publish(binding: string, options: PublishOptions = {}): CapabilityUse<QueueHandle> {
  return {
    kind: "queue",
    provider: queueCapability,
    binding,
    access: "write",
    hints: hintsFor(hints, "publish"),
    options: { ...options },
  };
}

export const queueCapability: Capability = {
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
  also: ({ options: { large } }) => (typeof large === "string" ? [blob(large, "write")] : []),
  open: (use, bound, bindings) => {
    const at = { resource: "queue", binding: use.binding };
    const store = isMemory<MemoryQueue>(bound, "queue") ? bound : isQueue(bound) ? workersQueue(bound, at) : undefined;
    const { large } = use.options;
    const blobs = typeof large === "string" ? storeOf(bindings(large), large) : undefined;
    if (!store || (large !== undefined && !blobs)) return undefined;
    return { scope: "isolate", handle: Object.freeze(queueHandle(store, at, blobs && { blobs, newId: uuidv7 })) };
  },
};
