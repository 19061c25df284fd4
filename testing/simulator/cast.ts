import type { Sent } from "./client.ts";
import { GUARD_MS, type Order } from "./flows.ts";
import type { Replaying } from "./operator.ts";
import type { Random } from "./random.ts";
import type { World, WorldOptions } from "./world.ts";

/** What a history may have in it. */
export interface Cast {
  /** No call is disturbed, and what else may happen happens often. */
  readonly eager: boolean;
  readonly leaving: boolean;
  readonly lingering: boolean;
  readonly unusable: boolean;
  readonly deferred: boolean;
  /** Failures that are replayed by several people at once, and again after they went well. */
  readonly replaysAtOnce: boolean;
}

const PROBABILITIES = [0, 0.01, 0.05, 0.15, 0.3] as const;
/** How likely what goes wrong does. */
export function hazardsOf(cast: Cast, random: Random): Pick<WorldOptions, "hazards" | "probability"> {
  const { eager, leaving, lingering, deferred } = cast;
  const probability = eager ? 0 : random.pick(PROBABILITIES);
  const hazards = {
    leaving: leaving ? random.pick(eager ? [0.7] : [0, 0, 0.3, 0.7]) : 0,
    lingering: lingering ? random.pick(eager ? [0.7] : [0, 0.3, 0.7]) : 0,
    lostSends: deferred ? random.pick(eager ? [0.5] : [0, 0, 0.3]) : 0,
    evictions: random.pick([0, 0.02, 0.2]),
  };
  return { hazards, probability };
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
function lingering(random: Random): number {
  const past = GUARD_MS + random.below(1_900);
  return random.pick([random.below(GUARD_MS), random.below(GUARD_MS), past, past, 2 * GUARD_MS, 45_000]);
}

/** Puts a few orders into the queue. */
export function newMessages(world: World, cast: Cast, seed: number): void {
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

/** Orders that clients send by HTTP, to be run at once or later. */
export function newRequests(world: World, cast: Cast, seed: number): Sent[] {
  const { random } = world;
  const kinds = [...KINDS, ...(cast.unusable ? UNUSABLE : [])];
  const orders: Pick<Sent, "order" | "path">[] = [];
  for (let index = 0; index < random.below(3) + Number(cast.eager); index++) {
    orders.push({ order: newOrder(`h${seed}-${index}`, kinds, world), path: "/orders" });
  }
  const later = [...kinds, "mended", "failing", "hanging"] as const;
  for (let index = 0; cast.deferred && index < random.below(3) + Number(cast.eager); index++) {
    orders.push({ order: newOrder(`d${seed}-${index}`, later, world), path: "/later" });
  }
  // Several tabs of one client: the same order with the same key at once.
  return orders.flatMap((order) =>
    Array.from({ length: 1 + random.below(2) }, () => ({ ...order, answers: [], fate: undefined, tries: 0 })),
  );
}

/** How the operator of a history replays what failed, from about when the faults end. */
export function newReplaying({ eager, replaysAtOnce }: Cast, random: Random, calmMs: number): Replaying {
  const rounds = random.pick(eager ? [3] : [0, 0, 1, 3]);
  const plan = { afterMs: calmMs / 2 + random.below(2 * calmMs), rounds, bulk: random.chance(0.5) };
  if (!replaysAtOnce) return { ...plan, atOnce: 1, again: false };
  return { ...plan, atOnce: random.pick([1, 2, 5]), again: rounds > 0 && random.chance(0.5) };
}
