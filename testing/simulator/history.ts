import type { Gateway } from "../../gateway/create-gateway.ts";
import { type Crowd, insist, pause, type Sent } from "./client.ts";
import { deliver } from "./delivery.ts";
import { GUARD_MS, type Order } from "./flows.ts";
import { type Isolate, newIsolate } from "./isolate.ts";
import { operate, type Replaying } from "./operator.ts";
import { seeded } from "./random.ts";
import { areOver, fire, newTicks, nextFiringMs, type Tick } from "./ticks.ts";
import { newWorld, type World, type WorldOptions } from "./world.ts";

/** What moves time: only when nothing else can go on. */
export interface Time {
  /** Lets everything that waits for promises only go as far as it can. */
  readonly settle: () => Promise<void>;
  /** When the next timer is due; undefined when there is none. */
  readonly nextMs: () => number | undefined;
  /** Goes on to a moment, and wakes whom it may concern. */
  readonly goTo: (atMs: number) => void;
}

export interface History {
  readonly seed: number;
  readonly world: World;
  readonly sent: readonly Sent[];
  readonly ticks: readonly Tick[];
}

/** What a history may have in it. */
export interface Cast {
  readonly leaving: boolean;
  readonly lingering: boolean;
  readonly unusable: boolean;
  readonly deferred: boolean;
  /** Failures that are replayed by several people at once, and again after they went well. */
  readonly replaysAtOnce: boolean;
}

const PROBABILITIES = [0, 0.01, 0.05, 0.15, 0.3] as const;
/** Virtual time: when the faults end, and when everything has to be over. */
const CALM_MS = 120_000;
const END_MS = 3 * 3_600_000;

export interface Stages {
  readonly gateway: Gateway;
  readonly time: Time;
  readonly objects: WorldOptions["objects"];
  /** What the flows ask. */
  readonly stage: { turns: number; mended: boolean };
  readonly cast: Cast;
}

/** Plays one history: orders over a queue and over HTTP, deferred ones and ticks, in a world that the seed disturbs and then lets be. */
export async function play(seed: number, stages: Stages): Promise<History> {
  const { gateway, time, stage, cast, objects } = stages;
  const random = seeded(seed);
  const hazards = {
    leaving: cast.leaving ? random.pick([0, 0, 0.3, 0.7]) : 0,
    lingering: cast.lingering ? random.pick([0, 0.3, 0.7]) : 0,
    evictions: random.pick([0, 0.02, 0.2]),
  };
  const world = newWorld(random, { hazards, probability: random.pick(PROBABILITIES), objects });
  const startMs = Date.now();
  let isolate = newIsolate(world);
  const next = (): Isolate => {
    if (!isolate.alive || random.chance(0.05)) isolate = newIsolate(world);
    return isolate;
  };
  const isOver = () => Date.now() - startMs > END_MS;
  const crowd: Crowd = { world, isolate: next, fetch: gateway.fetch, isOver };
  newMessages(seed, world, cast);
  const sent = newRequests(seed, world, cast);
  const ticks = newTicks(random);
  let busy = sent.length + 1;
  for (const request of sent) void insist(request, crowd).then(() => busy--);
  const replaying = newReplaying(random, cast);
  void operateLater(replaying, { crowd, stage }).then(() => busy--);
  while (!isOver()) {
    if (Date.now() - startMs > CALM_MS) world.faults.probability = 0;
    fire(ticks, { world, isolate: next, gateway });
    await time.settle();
    if (arrive(world)) continue;
    if (deliverSome({ world, isolate: next, gateway })) continue;
    const isDone = Object.values(world.queues).every((queue) => queue.isDone());
    if (busy === 0 && isDone && areOver(ticks)) break;
    goOn({ world, ticks, time });
  }
  return { seed, world, sent, ticks };
}

async function operateLater(
  replaying: Replaying,
  { crowd, stage }: { readonly crowd: Crowd; readonly stage: Stages["stage"] },
): Promise<void> {
  await pause(replaying.afterMs);
  stage.mended = true;
  await operate(replaying, crowd);
}

/** Lets the calls that are on their way arrive, in any order. False when there are none. */
function arrive({ network, random }: World): boolean {
  if (network.length === 0) return false;
  for (const call of random.shuffled(network.splice(0))) call();
  return true;
}

/** Hands out a batch of what can be seen. False when there is nothing. */
function deliverSome({
  world,
  isolate,
  gateway,
}: {
  readonly world: World;
  readonly isolate: () => Isolate;
  readonly gateway: Gateway;
}): boolean {
  const { random } = world;
  for (const queue of Object.values(world.queues)) {
    const ready = queue.ready(Date.now());
    if (ready.length === 0) continue;
    const batch = random.shuffled(ready).slice(0, 1 + random.below(5));
    void deliver(queue, batch, { isolate: isolate(), world, consume: gateway.queue });
    return true;
  }
  return false;
}

/** On to whatever comes next: a timer, a message that becomes visible, a tick, an alarm of an object. */
function goOn({ world, ticks, time }: { world: World; ticks: readonly Tick[]; time: Time }): void {
  const { random, hazards, ledger, records, queues } = world;
  const moments = [
    time.nextMs(),
    nextFiringMs(ticks),
    ledger.nextAlarmMs(),
    records.nextAlarmMs(),
    ...Object.values(queues).map((queue) => queue.nextMs()),
  ];
  const nextMs = Math.min(...moments.flatMap((atMs) => atMs ?? []));
  time.goTo(Number.isFinite(nextMs) ? nextMs : Date.now() + 1_000);
  for (const objects of [ledger, records]) {
    if (random.chance(hazards.evictions)) objects.evict(random.below);
    objects.ring(Date.now());
  }
}

const KINDS: readonly Order["kind"][] = ["good", "good", "good", "flaky", "thrower", "poison"];
const QUEUED: readonly Order["kind"][] = ["mended", "mended", "failing"];
const UNUSABLE: readonly Order["kind"][] = ["unusable", "misfit"];

function newOrder(id: string, kinds: readonly Order["kind"][], { random, hazards, orders }: World): Order {
  const lingers = random.chance(hazards.lingering);
  const order = {
    id,
    kind: random.pick(kinds),
    beforeMs: lingers ? random.pick([0, 0, 500, 5_000]) : 0,
    lingerMs: lingers ? lingering(random) : 0,
  };
  orders.set(id, order);
  return order;
}

/** Within the guard, up to two seconds past it, longer than any claim, longer than `waitUntil`. */
function lingering(random: World["random"]): number {
  const past = GUARD_MS + random.below(1_900);
  return random.pick([random.below(GUARD_MS), random.below(GUARD_MS), past, past, 2 * GUARD_MS, 45_000]);
}

function newMessages(seed: number, world: World, cast: Cast): void {
  const { random, queues } = world;
  const kinds = [...KINDS, ...QUEUED, ...(cast.unusable ? UNUSABLE : [])];
  for (let index = 0; index < 2 + random.below(4); index++) {
    const partition = random.pick([undefined, "a", "b"]);
    const order = { ...newOrder(`q${index}`, kinds, world), ...(partition !== undefined && { partition }) };
    const id = `m${seed}-${index}`;
    queues.orders.send(order, Date.now() + random.below(10_000), id);
    // A second copy, as an at-least-once queue may make one.
    if (random.chance(0.3)) queues.orders.send(order, Date.now() + random.below(60_000), id);
  }
}

function newRequests(seed: number, world: World, cast: Cast): Sent[] {
  const { random } = world;
  const kinds = [...KINDS, ...(cast.unusable ? UNUSABLE : [])];
  const orders: Pick<Sent, "order" | "path">[] = [];
  for (let index = 0; index < random.below(3); index++) {
    orders.push({ order: newOrder(`h${seed}-${index}`, kinds, world), path: "/orders" });
  }
  const later = [...kinds, "mended", "failing", "hanging"] as const;
  for (let index = 0; cast.deferred && index < random.below(3); index++) {
    orders.push({ order: newOrder(`d${seed}-${index}`, later, world), path: "/later" });
  }
  // Several tabs of one client: the same order with the same key at once.
  return orders.flatMap((order) =>
    Array.from({ length: 1 + random.below(2) }, () => ({ ...order, answers: [], fate: undefined, tries: 0 })),
  );
}

function newReplaying(random: World["random"], { replaysAtOnce }: Cast): Replaying {
  const rounds = random.pick([0, 0, 1, 3]);
  const plan = { afterMs: CALM_MS / 2 + random.below(2 * CALM_MS), rounds, bulk: random.chance(0.5) };
  if (!replaysAtOnce) return { ...plan, atOnce: 1, again: false };
  return { ...plan, atOnce: random.pick([1, 2, 5]), again: rounds > 0 && random.chance(0.5) };
}
