import type { Gateway } from "../../gateway/create-gateway.ts";
import { insist, type Sent } from "./client.ts";
import type { Order } from "./flows.ts";
import { type Isolate, newIsolate, newWorld, type World } from "./isolate.ts";
import { deliver, type Queued } from "./queue.ts";
import { seeded } from "./random.ts";
import { areOver, fire, newTicks, type Tick } from "./ticks.ts";

/** What moves time: only when nothing else can go on. */
export interface Time {
  /** Lets everything that waits for promises only go as far as it can. */
  readonly settle: () => Promise<void>;
  /** Goes on to the next timer; false when there is none. */
  readonly step: () => boolean;
}

export interface History {
  readonly seed: number;
  readonly world: World;
  readonly queue: readonly Queued[];
  readonly sent: readonly Sent[];
  readonly ticks: readonly Tick[];
}

const PROBABILITIES = [0, 0.01, 0.05, 0.15, 0.3] as const;
/** Virtual time: when the faults end, and when everything has to be over. */
const CALM_MS = 120_000;
const END_MS = 3 * 3_600_000;

/** Plays one history: a few orders over a queue and over HTTP and a few ticks, in a world that the seed disturbs and then lets be. */
export async function play(seed: number, gateway: Gateway, time: Time): Promise<History> {
  const random = seeded(seed);
  const world = newWorld(random, random.pick(PROBABILITIES));
  const startMs = Date.now();
  let isolate = newIsolate(world);
  const alive = (): Isolate => {
    if (!isolate.alive || random.chance(0.05)) isolate = newIsolate(world);
    return isolate;
  };
  const queue = newQueue(seed, random);
  const sent = newRequests(seed, random);
  const ticks = newTicks(random);
  const context = { waitUntil: () => undefined };
  const isOver = () => Date.now() - startMs > END_MS;
  let clients = sent.length;
  for (const request of sent) {
    const fetch = (sending: Request, env: object) => gateway.fetch(sending, env, context);
    void insist(request, { world, isolate: alive, fetch, isOver }).then(() => clients--);
  }
  const consume = (batch: MessageBatch, env: object) => gateway.queue(batch, env, context);
  while (!isOver()) {
    if (Date.now() - startMs > CALM_MS) world.faults.probability = 0;
    fire(ticks, { world, isolate: alive, gateway });
    await time.settle();
    const ready = queue.filter(({ fate, visibleAtMs }) => fate === "ready" && visibleAtMs <= Date.now());
    if (ready.length > 0) {
      const batch = random.shuffled(ready).slice(0, 1 + random.below(5));
      void deliver(batch, alive(), world, consume);
      continue;
    }
    const isDone = queue.every(({ fate }) => fate === "acked" || fate === "given up");
    if (clients === 0 && isDone && areOver(ticks)) break;
    if (!time.step()) await waitForQueue(queue, time);
  }
  return { seed, world, queue, sent, ticks };
}

/** A message that becomes visible later sets no timer of its own; this one stands for it. */
async function waitForQueue(queue: readonly Queued[], time: Time): Promise<void> {
  const dueAtMs = Math.min(...queue.filter(({ fate }) => fate === "ready").map(({ visibleAtMs }) => visibleAtMs));
  setTimeout(() => undefined, Number.isFinite(dueAtMs) ? Math.max(1, dueAtMs - Date.now()) : 1_000);
  time.step();
}

const KINDS: readonly Order["kind"][] = ["good", "good", "good", "flaky", "thrower", "poison"];

function newQueue(seed: number, random: World["random"]): Queued[] {
  const queue: Queued[] = [];
  const partitions = [undefined, "a", "b"];
  for (let index = 0; index < 2 + random.below(4); index++) {
    const partition = random.pick(partitions);
    const order = { id: `q${index}`, kind: random.pick(KINDS), ...(partition !== undefined && { partition }) };
    const message = { id: `m${seed}-${index}`, order, attempts: 0, fate: "ready" as const };
    const visibleAtMs = Date.now() + random.below(10_000);
    queue.push({ ...message, copy: false, visibleAtMs });
    if (random.chance(0.3)) queue.push({ ...message, copy: true, visibleAtMs: Date.now() + random.below(60_000) });
  }
  return queue;
}

function newRequests(seed: number, random: World["random"]): Sent[] {
  const sent: Sent[] = [];
  for (let index = 0; index < random.below(3); index++) {
    const order = { id: `h${seed}-${index}`, kind: random.pick(KINDS) };
    // Several tabs of one client: the same order with the same key at once.
    for (let tab = 0; tab < 1 + random.below(2); tab++) sent.push({ order, answers: [], tries: 0 });
  }
  return sent;
}
