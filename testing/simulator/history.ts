import type { Gateway } from "../../gateway/create-gateway.ts";
import { type Cast, hazardsOf, newMessages, newReplaying, newRequests } from "./cast.ts";
import { type Crowd, insist, pause, type Sent } from "./client.ts";
import { deliver } from "./delivery.ts";
import { type Isolate, newIsolate } from "./isolate.ts";
import { operate, type Replaying } from "./operator.ts";
import { seeded } from "./random.ts";
import { areOver, fire, newTicks, nextFiringMs, type Tick } from "./ticks.ts";
import type { VirtualTime } from "./virtual-time.ts";
import { newWorld, type World, type WorldOptions } from "./world.ts";

export interface History {
  readonly seed: number;
  readonly world: World;
  readonly sent: readonly Sent[];
  readonly ticks: readonly Tick[];
}

/** Virtual time: when the faults end, and when everything has to be over. */
const CALM_MS = 120_000;
const END_MS = 3 * 3_600_000;

export interface Stages {
  readonly gateway: Gateway;
  readonly time: VirtualTime;
  readonly objects: WorldOptions["objects"];
  /** What the flows ask. */
  readonly stage: { turns: number; mended: boolean };
  readonly cast: Cast;
}

/** Plays one history: orders over a queue and over HTTP, deferred ones and ticks, in a world that the seed disturbs and then lets be. */
export async function play(seed: number, stages: Stages): Promise<History> {
  const { gateway, time, stage, cast, objects } = stages;
  const random = seeded(seed);
  const world = newWorld(random, { ...hazardsOf(cast, random), objects });
  const startMs = Date.now();
  let isolate = newIsolate(world);
  const next = (): Isolate => {
    if (!isolate.alive || random.chance(0.05)) isolate = newIsolate(world);
    return isolate;
  };
  const isOver = () => Date.now() - startMs > END_MS;
  const crowd: Crowd = { world, isolate: next, fetch: gateway.fetch, isOver };
  newMessages(world, cast, seed);
  const sent = newRequests(world, cast, seed);
  const ticks = newTicks(random);
  let busy = sent.length + 1;
  for (const request of sent) void insist(request, crowd).then(() => busy--);
  const replaying = newReplaying(cast, random, CALM_MS);
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
function goOn({ world, ticks, time }: { world: World; ticks: readonly Tick[]; time: VirtualTime }): void {
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
