import type { Order } from "./client.ts";
import { post, wait } from "./client.ts";
import type { ServedGateway } from "./gateway.ts";

interface Waiting {
  readonly id: string;
  readonly body: Order;
  attempts: number;
  visibleAtMs: number;
}

interface BatchResult {
  readonly outcome: string;
  readonly explicitAcks: readonly string[];
  readonly retryMessages: readonly { readonly msgId: string; readonly delaySeconds?: number }[];
}

export interface Delivery {
  readonly queue: string;
  readonly orders: readonly Order[];
  readonly batch: number;
  /** Batches at once; default 1. */
  readonly atOnce?: number;
  /** Each kills the process so long after so many messages have been handed over in all, and goes on with another. */
  readonly kills?: readonly Kill[];
}

export interface Kill {
  readonly handed: number;
  readonly afterMs: number;
}

export interface Delivered {
  readonly killed: number;
  /** Messages that were with the Worker when it was killed. */
  readonly inHand: number;
}

/** Delivers messages as the platform does, at least once each: what is not acked comes again. */
export async function deliverAll(gateway: ServedGateway, delivery: Delivery): Promise<Delivered> {
  const { orders, batch, atOnce = 1 } = delivery;
  const kills = [...(delivery.kills ?? [])];
  const waiting: Waiting[] = orders.map((body) => ({ id: `m${body.id}`, body, attempts: 0, visibleAtMs: 0 }));
  const delivered = { killed: 0, inHand: 0 };
  let acked = 0;
  let handed = 0;
  let inHand = 0;
  let restarting: Promise<void> | undefined;
  const worker = async () => {
    while (acked < orders.length) {
      await restarting;
      const taken = take(waiting, batch);
      if (taken.length === 0) await wait(20);
      else await hand(taken);
    }
  };
  const hand = async (taken: readonly Waiting[]) => {
    handed += taken.length;
    inHand += taken.length;
    const sending = deliver(gateway, delivery.queue, taken);
    const [kill] = kills;
    if (kill && handed >= kill.handed) {
      kills.shift();
      await wait(kill.afterMs);
      delivered.killed++;
      delivered.inHand += inHand;
      restarting = gateway.restart();
      await restarting;
    }
    const left = await sending;
    inHand -= taken.length;
    acked += taken.length - left.length;
    waiting.push(...left);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return delivered;
}

/** Up to a batch of what is due. */
function take(waiting: Waiting[], batch: number): Waiting[] {
  const nowMs = Date.now();
  const due = waiting.filter(({ visibleAtMs }) => visibleAtMs <= nowMs).slice(0, batch);
  const taken = new Set(due);
  waiting.splice(0, waiting.length, ...waiting.filter((message) => !taken.has(message)));
  return due;
}

/** Gives what was not acked. */
async function deliver(gateway: ServedGateway, queue: string, messages: readonly Waiting[]): Promise<Waiting[]> {
  const body = messages.map((message) => ({ id: message.id, body: message.body, attempts: ++message.attempts }));
  const sending = post({ port: gateway.port("driver"), path: `/queue?name=${queue}`, body });
  const result = await sending.then((response) => response.json() as Promise<BatchResult>).catch(() => undefined);
  const acked = new Set(result?.explicitAcks);
  const delays = new Map(result?.retryMessages.map(({ msgId, delaySeconds = 0 }) => [msgId, delaySeconds]));
  return messages
    .filter(({ id }) => !acked.has(id))
    .map((message) => ({ ...message, visibleAtMs: Date.now() + (delays.get(message.id) ?? 0) * 1_000 }));
}
