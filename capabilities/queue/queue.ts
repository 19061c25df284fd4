import { v7 as uuidv7 } from "uuid";
import type { CapabilityUse } from "../../kernel/author/uses.ts";
import { blob } from "../blob/blob.ts";
import { storeOf } from "../blob/store-of.ts";
import type { Capability } from "../capability.ts";
import type { Asks } from "../guarantees.ts";
import { keepClaim } from "./claim-check.ts";
import type { QueueHandle } from "./handle.ts";
import { openProducer, producer, producerCapability } from "./producer.ts";

export interface PublishOptions extends Asks {
  /**
   * The binding of an R2 bucket that keeps bodies above the queue's limit; a pointer with a checksum travels. The
   * consumer's gateway loads them with the feature `largeMessages()`. Without it such a body is LIMIT101.
   */
  readonly large?: string;
}

/** Publishes to a Workers queue through its producer binding. The trigger `queue` is the other end. */
export function publish(binding: string, options: PublishOptions = {}): CapabilityUse<QueueHandle> {
  return { ...producer(binding), provider: queueCapability, options: { ...options } };
}

export const queueCapability: Capability = {
  ...producerCapability,
  also: ({ options: { large } }) => (typeof large === "string" ? [blob(large, "write")] : []),
  open: (use, bound, bindings) => {
    const { large } = use.options;
    if (typeof large !== "string") return openProducer(use, bound);
    const blobs = storeOf(bindings(large), large);
    return blobs && openProducer(use, bound, (sent, type) => keepClaim(sent, type, { blobs, newId: uuidv7 }));
  },
};
