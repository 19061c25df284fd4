import { utf8Bytes } from "../../base/bytes.ts";
import { FlowError } from "../../kernel/errors/failure.ts";
import { capabilityError, type Place, withDetails } from "../error.ts";
import { toJsonText } from "../json-text.ts";
import { QUEUE_LIMITS } from "../limits.ts";
import { wholeNumber } from "../number.ts";
import { batches, type Weighed } from "./batches.ts";
import type { QueueContentType, QueueMessage, QueueStore } from "./store.ts";
import { tooLargeForQueue } from "./too-large.ts";

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

/** Keeps a body that no message takes, and gives back the pointer to send in its place. */
export type Keep = (sent: string | Uint8Array, type: QueueContentType) => Promise<unknown>;

export function queueHandle(store: QueueStore, at: Place, keep?: Keep): QueueHandle {
  const weighed = (message: BatchMessage): Weighed<QueueMessage> => {
    const found = weigh(at, message);
    if (keep || found.bytes <= QUEUE_LIMITS.maxMessageBytes) return found;
    const bytes = found.bytes - QUEUE_LIMITS.messageOverheadBytes;
    throw FlowError.of(tooLargeForQueue(bytes, "its `publish` names no bucket in `large`"));
  };
  return {
    send: async (body, options) => store.send((await kept(at, weighed({ ...options, body }), keep)).message),
    sendBatch: async (messages, { delaySeconds } = {}) => {
      const checked = Array.from(messages, (message) =>
        weighed({ ...(delaySeconds !== undefined && { delaySeconds }), ...message }),
      );
      const fitting: Weighed<QueueMessage>[] = [];
      for (const message of checked) fitting.push(await kept(at, message, keep));
      let sent = 0;
      for (const batch of batches(fitting)) {
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

/**
 * The message as it is, or with a pointer to its body. What is kept stays there when sending fails: the message may be in
 * the queue all the same. The daily sweep removes what none points to.
 */
async function kept(at: Place, weighed: Weighed<QueueMessage>, keep: Keep | undefined): Promise<Weighed<QueueMessage>> {
  if (!keep || weighed.bytes <= QUEUE_LIMITS.maxMessageBytes) return weighed;
  const { body, contentType, delaySeconds } = weighed.message;
  const sent = contentType === "json" ? JSON.stringify(body) : (body as string | Uint8Array);
  const pointer = await keep(sent, contentType);
  return weigh(at, { body: pointer, ...(delaySeconds !== undefined && { delaySeconds }) });
}

/** Checks a message, and counts it as the platform does. */
function weigh(at: Place, { body, contentType = "json", delaySeconds }: BatchMessage): Weighed<QueueMessage> {
  if (delaySeconds !== undefined) {
    wholeNumber(at, { name: "delaySeconds", min: 0, max: QUEUE_LIMITS.maxDelaySeconds }, delaySeconds);
  }
  const bytes = bodyBytes(at, body, contentType) + QUEUE_LIMITS.messageOverheadBytes;
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
