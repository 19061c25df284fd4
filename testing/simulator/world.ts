import { memoryBlob } from "../../capabilities/blob/memory.ts";
import { memoryKv } from "../../capabilities/kv/memory.ts";
import { DEAD_QUEUE, MAX_DELIVERIES, type Order, OWN_DEAD_QUEUE, OWN_QUEUE, QUEUE } from "./flows.ts";
import { LedgerWatch } from "./ledger-watch.ts";
import type { Objects } from "./objects.ts";
import { PlatformQueue } from "./platform-queue.ts";
import type { Random } from "./random.ts";
import { Witness } from "./witness.ts";

/** What one history has in store beside calls that go wrong. */
export interface Hazards {
  /** How likely a client leaves in the middle of a try. */
  readonly leaving: number;
  /** How likely a node works on after its effect, past its guard or just long. */
  readonly lingering: number;
  /** How likely the gateway's own queue takes a message and its answer is lost. */
  readonly lostSends: number;
  /** How likely an idle object is evicted, each time that the world goes on. */
  readonly evictions: number;
}

/** What outlives every isolate: the stores and queues, and what was seen of them. */
export interface World {
  readonly random: Random;
  readonly hazards: Hazards;
  /** How likely a call is disturbed, until the calm. */
  readonly faults: { probability: number };
  readonly ledger: Objects;
  readonly records: Objects;
  readonly blobs: ReturnType<typeof memoryBlob>;
  readonly sink: ReturnType<typeof memoryKv>;
  readonly queues: Readonly<Record<"orders" | "dead" | "own" | "ownDead", PlatformQueue>>;
  /** By id. */
  readonly orders: Map<string, Order>;
  readonly watch: LedgerWatch;
  /** Writes to the sink, by order: the keyed effects. */
  readonly effects: Witness;
  /** Runs that came to their last step, by order. */
  readonly runs: Witness;
  /** What was sent to the dead-letter queue, in whatever way. */
  readonly deadLetters: unknown[];
  readonly violations: string[];
  /** Calls that are on their way. */
  readonly network: (() => void)[];
  /** Last word on a disturbed call, for a replayed seed. */
  readonly trace: string[];
  killed: number;
}

/** Whether a failure of this order waits in the gateway's own queue for its store. */
export function isWaiting(id: string, { queues }: World): boolean {
  return queues.own.messages.some(({ body }) => JSON.stringify(body).includes(`"${id}"`));
}

/** Whether a failure of this order is in the store. */
export function isKept(id: string, { records }: World): boolean {
  return records
    .rows("failures", "SELECT record FROM failures")
    .some(({ record }) => String(record).includes(`"${id}"`));
}

export function newWorld(random: Random, { hazards, probability, objects }: WorldOptions): World {
  const deadLetters: unknown[] = [];
  const dead = new PlatformQueue(DEAD_QUEUE, { maxDeliveries: MAX_DELIVERIES });
  const ownDead = new PlatformQueue(OWN_DEAD_QUEUE, { maxDeliveries: MAX_DELIVERIES });
  const queues = {
    orders: new PlatformQueue(QUEUE, { maxDeliveries: MAX_DELIVERIES, deadLetters: dead }),
    own: new PlatformQueue(OWN_QUEUE, { maxDeliveries: MAX_DELIVERIES, deadLetters: ownDead }),
    dead,
    ownDead,
  };
  return {
    random,
    hazards,
    faults: { probability },
    ledger: objects.ledger,
    records: objects.records,
    blobs: memoryBlob(),
    sink: memoryKv(),
    queues,
    orders: new Map(),
    watch: new LedgerWatch(),
    effects: new Witness(),
    runs: new Witness(),
    deadLetters,
    violations: [],
    network: [],
    trace: [],
    killed: 0,
  };
}

export interface WorldOptions {
  readonly hazards: Hazards;
  readonly probability: number;
  readonly objects: { readonly ledger: Objects; readonly records: Objects };
}
