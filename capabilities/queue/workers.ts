import { hasMethods } from "../../base/bindings.ts";
import { type CapabilityErrorReason, mappingErrors, messageOf, type Place } from "../error.ts";
import type { QueueMessage, QueueStore } from "./store.ts";

export function isQueue(bound: unknown): bound is Queue {
  return hasMethods(bound, ["send", "sendBatch"]);
}

export function workersQueue(queue: Queue, at: Place): QueueStore {
  return {
    send: ({ body, ...message }) =>
      mappingErrors(at, reasonOfQueueError, async () => {
        await queue.send(own(body), options(message));
      }),
    sendBatch: (messages) =>
      mappingErrors(at, reasonOfQueueError, async () => {
        await queue.sendBatch(messages.map(({ body, ...message }) => ({ body: own(body), ...options(message) })));
      }),
  };
}

function options({ contentType, delaySeconds }: Omit<QueueMessage, "body">): QueueSendOptions {
  return { contentType, ...(delaySeconds !== undefined && { delaySeconds }) };
}

/** Sending takes a buffer away from its owner, who may have to send it again. */
const own = (body: unknown): unknown => (body instanceof Uint8Array ? body.slice() : body);

/** Codes at the end of the message. https://developers.cloudflare.com/queues/reference/error-codes/ */
const REASONS: Readonly<Record<string, CapabilityErrorReason>> = {
  "10104": "not_found",
  "10203": "invalid",
  "10204": "too_large",
  "10205": "too_large",
  "10206": "too_large",
  "10250": "rate_limited",
  "10251": "unavailable",
  "10252": "denied",
  "10253": "denied",
};

function reasonOfQueueError(error: unknown): CapabilityErrorReason | undefined {
  const message = messageOf(error);
  const code = /\((\d{5})\)\s*$/.exec(message)?.[1];
  if (code !== undefined) return REASONS[code];
  return /too many requests/i.test(message) ? "rate_limited" : undefined;
}
