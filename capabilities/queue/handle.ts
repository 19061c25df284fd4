import { utf8Bytes } from "../bytes.ts";
import { capabilityError, type Place, withDetails } from "../error.ts";
import { toJsonText } from "../json-text.ts";
import { QUEUE_LIMITS } from "../limits.ts";
import { wholeNumber } from "../number.ts";
import { batches, type Weighed } from "./batches.ts";
import type { QueueContentType, QueueMessage, QueueStore } from "./store.ts";

export interface QueueHandle {
  /** Puts one message into the queue; it is stored durably when this resolves. */
  send(body: unknown, options?: SendOptions): Promise<void>;
  /**
   * Any number of messages, in as few calls as their order allows. All are checked before the first is sent; when a
   * later call fails, `details.sent` of the error says how many messages are in the queue.
   */
  sendBatch(messages: Iterable<BatchMessage>, options?: Pick<SendOptions, "delaySeconds">): Promise<void>;
}

export interface SendOptions {
  /** `json` (the default) takes any JSON, `text` a string, `bytes` a Uint8Array. */
  readonly contentType?: QueueContentType;
  /** Seconds before it is delivered, at most 86,400. Default: the queue's own. */
  readonly delaySeconds?: number;
}

export interface BatchMessage extends SendOptions {
  readonly body: unknown;
}

export function queueHandle(store: QueueStore, at: Place): QueueHandle {
  return {
    send: async (body, options) => store.send(weigh(at, { ...options, body }).message),
    sendBatch: async (messages, { delaySeconds } = {}) => {
      const weighed = Array.from(messages, (message) =>
        weigh(at, { ...(delaySeconds !== undefined && { delaySeconds }), ...message }),
      );
      let sent = 0;
      for (const batch of batches(weighed)) {
        await sendOne(store, batch, sent);
        sent += batch.length;
      }
    },
  };
}

async function sendOne(store: QueueStore, batch: readonly QueueMessage[], sent: number): Promise<void> {
  try {
    await store.sendBatch(batch);
  } catch (error) {
    throw sent === 0 ? error : withDetails(error, { sent });
  }
}

/** Checks a message, and counts it as the platform does. */
function weigh(at: Place, { body, contentType = "json", delaySeconds }: BatchMessage): Weighed<QueueMessage> {
  if (delaySeconds !== undefined) {
    wholeNumber(at, { name: "delaySeconds", min: 0, max: QUEUE_LIMITS.maxDelaySeconds }, delaySeconds);
  }
  const bytes = bodyBytes(at, body, contentType) + QUEUE_LIMITS.messageOverheadBytes;
  if (bytes > QUEUE_LIMITS.maxMessageBytes) {
    const message = `the message takes ${bytes} bytes with its metadata; at most ${QUEUE_LIMITS.maxMessageBytes}`;
    throw capabilityError("too_large", at, { message });
  }
  return { message: { body, contentType, ...(delaySeconds !== undefined && { delaySeconds }) }, bytes };
}

function bodyBytes(at: Place, body: unknown, contentType: QueueContentType): number {
  switch (contentType) {
    case "json":
      return utf8Bytes(toJsonText(at, body));
    case "text":
      if (typeof body === "string") return utf8Bytes(body);
      throw capabilityError("invalid", at, { message: "a message of type text takes a string" });
    case "bytes":
      if (body instanceof Uint8Array) return body.byteLength;
      throw capabilityError("invalid", at, { message: "a message of type bytes takes a Uint8Array" });
    default:
      throw capabilityError("invalid", at, { message: "`contentType` must be json, text or bytes" });
  }
}
