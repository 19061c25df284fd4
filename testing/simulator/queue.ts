import { MAX_DELIVERIES, type Order, QUEUE } from "./flows.ts";
import type { Isolate, World } from "./isolate.ts";

export type Fate = "ready" | "delivered" | "acked" | "given up";

export interface Queued {
  readonly id: string;
  readonly order: Order;
  /** A second copy, as an at-least-once queue may make one. */
  readonly copy: boolean;
  attempts: number;
  visibleAtMs: number;
  fate: Fate;
}

/** The platform's own limit for one `queue` event. */
const WALL_MS = 15 * 60_000;
const BACK_AFTER_MS = 5_000;

interface Marked {
  readonly message: Message<unknown>;
  readonly calls: string[];
  delayMs: number;
}

/** Hands a batch to an isolate and does with it what the platform does. Resolves when the platform is done with it. */
export async function deliver(
  batch: readonly Queued[],
  isolate: Isolate,
  world: World,
  consume: (batch: MessageBatch, env: object) => Promise<void>,
): Promise<void> {
  const marked = batch.map((queued) => mark(queued, isolate, world));
  const messages = marked.map(({ message }) => message);
  const working = consume({ queue: QUEUE, messages } as unknown as MessageBatch, isolate.env).then(
    () => "done",
    () => "rejected",
  );
  const wall = new Promise((resolve) => setTimeout(resolve, WALL_MS, "wall"));
  const ended = await Promise.race([working, wall, isolate.end]);
  if (ended === "rejected") world.violations.push("queue() rejected");
  if (ended === "wall") world.violations.push("queue() did not end before the platform's limit");
  // Of an isolate that died, the platform may have heard nothing.
  const heard = ended === "done" || world.random.chance(0.5);
  for (const [index, queued] of batch.entries())
    settle(queued, marked[index] as Marked, { heard, ended: ended === "done", world });
}

function mark(queued: Queued, isolate: Isolate, world: World): Marked {
  queued.fate = "delivered";
  queued.attempts++;
  const calls: string[] = [];
  const marked: Marked = { calls, delayMs: 0, message: undefined as never };
  const tell = (call: string, options?: QueueRetryOptions) => {
    if (!isolate.alive) return;
    calls.push(call);
    if (calls.length > 1) world.violations.push(`message ${queued.id} was settled twice`);
    marked.delayMs = (options?.delaySeconds ?? 0) * 1_000;
    if (call === "ack" && !isSafe(queued, world)) world.violations.push(`message ${queued.id} was acked too early`);
  };
  const message = {
    id: queued.id,
    timestamp: new Date(0),
    body: queued.order,
    attempts: queued.attempts,
    ack: () => tell("ack"),
    retry: (options?: QueueRetryOptions) => tell("retry", options),
  };
  return Object.assign(marked, { message });
}

/** What a message asked for is stored: its effect, or its dead letter. */
function isSafe({ id, order }: Queued, { writes, deadLetters }: World): boolean {
  return writes.has(order.id) || deadLetters.some((letter) => (letter as { message_id?: string }).message_id === id);
}

interface Ending {
  readonly heard: boolean;
  readonly ended: boolean;
  readonly world: World;
}

function settle(queued: Queued, { calls, delayMs }: Marked, { heard, ended, world }: Ending): void {
  if (ended && calls.length === 0) world.violations.push(`message ${queued.id} was not settled`);
  if (heard && calls[0] === "ack") {
    queued.fate = "acked";
    return;
  }
  if (queued.attempts >= MAX_DELIVERIES) {
    queued.fate = "given up";
    // The platform's own way: the bare body goes to the dead-letter queue.
    world.deadLetters.push(queued.order);
    return;
  }
  queued.fate = "ready";
  queued.visibleAtMs = Date.now() + (calls[0] === "retry" ? delayMs : BACK_AFTER_MS);
}
