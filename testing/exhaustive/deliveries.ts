import type { Gateway } from "../../gateway/create-gateway.ts";
import { PlatformEvent } from "../simulator/platform-event.ts";
import type { Stage } from "./stage.ts";

/** One of two deliveries of an event: what is started, and comes again until it has come to its end. */
export interface Delivery {
  /** From when it may be started; undefined while it is under way and once it is over. Milliseconds since the epoch. */
  startAtMs: number | undefined;
  /** One for each try; the last is the one under way. */
  readonly events: PlatformEvent[];
  /** How it ended; undefined until then. */
  end: string | undefined;
  /** Its client leaves; absent where nobody waits. */
  leave?: () => void;
  readonly start: () => void;
}

export type NewDelivery = (gateway: Gateway, stage: Stage) => Delivery;

const ORDER = { id: "one" };
/** The platform's limit for one `queue` event. */
const WALL_MS = 15 * 60_000;
/** When a message comes back of which nothing was heard, and when a client tries again. */
const BACK_AFTER_MS = 5_000;
const TRY_AGAIN_MS = 1_000;

/** One delivery of a message, and of what it comes back as. */
export const message: NewDelivery = (gateway, stage) => {
  const delivery: Delivery = { startAtMs: Date.now(), events: [], end: undefined, start };
  function start(): void {
    const verdicts: string[] = [];
    let delayMs = 0;
    const say = (verdict: string, options?: QueueRetryOptions) => {
      if (!event.alive) return;
      verdicts.push(verdict);
      delayMs = (options?.delaySeconds ?? 0) * 1_000;
      if (verdict === "ack" && stage.deeds.length === 0) stage.wrong.push("acked before its effect");
    };
    const event = begin(delivery, WALL_MS);
    const queued = {
      id: "m",
      timestamp: new Date(0),
      body: ORDER,
      attempts: delivery.events.length,
      ack: () => say("ack"),
      retry: (options?: QueueRetryOptions) => say("retry", options),
    };
    const batch = { queue: "orders", messages: [queued] } as unknown as MessageBatch;
    void event.handle((context) => gateway.queue(batch, stage.env, context));
    void event.ended.then((end) => {
      if (end === "over" && verdicts.length !== 1) stage.wrong.push(`settled ${verdicts.length} times`);
      if (end === "over" && verdicts[0] === "ack") delivery.end = "acked";
      else delivery.startAtMs = Date.now() + (end === "over" ? delayMs : BACK_AFTER_MS);
    });
  }
  return delivery;
};

/** A client's request, and its tries until it has an answer that is final. */
export const request: NewDelivery = (gateway, stage) => {
  const delivery: Delivery = { startAtMs: Date.now(), events: [], end: undefined, start };
  function start(): void {
    const source = new AbortController();
    const event = begin(delivery);
    const headers = { "content-type": "application/json", "idempotency-key": '"key"' };
    const { signal } = source;
    const sent = new Request("https://gateway.test/orders", {
      method: "POST",
      headers,
      body: JSON.stringify(ORDER),
      signal,
    });
    const again = () => {
      if (delivery.end === undefined) delivery.startAtMs = Date.now() + TRY_AGAIN_MS;
    };
    delivery.leave = () => {
      delivery.end = "left";
      event.leave(() => source.abort());
    };
    const answering = event.handle((context) => gateway.fetch(sent, stage.env, context));
    void answering.then(async (response) => {
      const { status } = response;
      const body = await response.text();
      if (delivery.end !== undefined) return;
      if (![200, 409, 500, 503, 504].includes(status)) stage.wrong.push(`answered ${status}`);
      if (status === 200 && stage.deeds.length === 0) stage.wrong.push("answered before its effect");
      if (status === 200) delivery.end = `answered ${body}`;
      else again();
    });
    void event.ended.then((end) => end === "killed" && again());
  }
  return delivery;
};

function begin(delivery: Delivery, tailMs?: number): PlatformEvent {
  const event = new PlatformEvent(tailMs);
  delivery.events.push(event);
  delivery.startAtMs = undefined;
  return event;
}
