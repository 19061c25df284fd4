import { type Order, QUEUE } from "./flows.ts";
import type { Isolate } from "./isolate.ts";
import type { PlatformEvent } from "./platform-event.ts";
import type { PlatformQueue, Queued } from "./platform-queue.ts";
import { isKept, isWaiting, type World } from "./world.ts";

/** The platform's own limit for one `queue` event. */
const WALL_MS = 15 * 60_000;
const BACK_AFTER_MS = 5_000;

interface Marked {
  readonly message: Message<unknown>;
  readonly calls: string[];
  delayMs: number;
}

interface Delivery {
  readonly isolate: Isolate;
  readonly world: World;
  readonly consume: (batch: MessageBatch, env: object, context: PlatformEvent["context"]) => Promise<void>;
}

/** Hands a batch to an isolate and does with it what the platform does. Resolves when the platform is done with it. */
export async function deliver(
  queue: PlatformQueue,
  batch: readonly Queued[],
  { isolate, world, consume }: Delivery,
): Promise<void> {
  const event = isolate.begin(WALL_MS);
  const marked = batch.map((queued) => mark(queued, { queue, event, world }));
  const messages = marked.map(({ message }) => message);
  const platformBatch = { queue: queue.name, messages } as unknown as MessageBatch;
  const working = event
    .handle((context) => consume(platformBatch, isolate.env, context))
    .then(
      () => event.ended,
      () => "rejected",
    );
  const wall = new Promise((resolve) => setTimeout(resolve, WALL_MS, "wall"));
  const ended = await Promise.race([working, wall, event.ended]);
  if (ended === "rejected") world.violations.push("queue() rejected");
  if (ended === "wall" || ended === "cut") {
    world.violations.push("queue() did not end before the platform's limit, or what it left to waitUntil");
  }
  // Of an isolate that died, the platform may have heard nothing.
  const heard = ended === "over" || world.random.chance(0.5);
  for (const [index, queued] of batch.entries())
    settle(queued, marked[index] as Marked, { queue, heard, ended: ended === "over", world });
}

function mark(
  queued: Queued,
  { queue, event, world }: { readonly queue: PlatformQueue; readonly event: PlatformEvent; readonly world: World },
): Marked {
  queued.fate = "delivered";
  queued.attempts++;
  const calls: string[] = [];
  const marked: Marked = { calls, delayMs: 0, message: undefined as never };
  const tell = (call: string, options?: QueueRetryOptions) => {
    if (!event.alive) return;
    calls.push(call);
    if (calls.length > 1) world.violations.push(`message ${queued.id} was settled twice`);
    marked.delayMs = (options?.delaySeconds ?? 0) * 1_000;
    if (call === "ack" && !isSafe(queue, queued, world)) {
      world.violations.push(`message ${queued.id} was acked too early`);
    }
  };
  const message = {
    id: queued.id,
    timestamp: new Date(queued.sentAtMs),
    body: structuredClone(queued.body),
    attempts: queued.attempts,
    ack: () => tell("ack"),
    retry: (options?: QueueRetryOptions) => tell("retry", options),
  };
  return Object.assign(marked, { message });
}

/** What a message asked for is stored: its effect, or its dead letter. What the other queues lose shows in the end. */
function isSafe({ name }: PlatformQueue, { id, body }: Queued, world: World): boolean {
  const order = body as Order;
  if (name !== QUEUE || world.effects.has(order.id)) return true;
  const sent = world.deadLetters.some((letter) => (letter as { message_id?: string }).message_id === id);
  return sent || isKept(order.id, world) || isWaiting(order.id, world);
}

interface Ending {
  readonly queue: PlatformQueue;
  readonly heard: boolean;
  readonly ended: boolean;
  readonly world: World;
}

function settle(queued: Queued, { calls, delayMs }: Marked, { queue, heard, ended, world }: Ending): void {
  if (ended && calls.length === 0) world.violations.push(`message ${queued.id} was not settled`);
  if (heard && calls[0] === "ack") {
    queued.fate = "acked";
    return;
  }
  if (queued.attempts >= queue.rules.maxDeliveries) {
    queued.fate = "given up";
    // The platform's own way: the bare body goes to the dead-letter queue.
    queue.rules.deadLetters?.send(queued.body, Date.now());
    return;
  }
  queued.fate = "ready";
  queued.visibleAtMs = Date.now() + (calls[0] === "retry" ? delayMs : BACK_AFTER_MS);
}
