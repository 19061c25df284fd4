import { sha256Base64Url } from "../../base/hash.ts";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import { memoryKv } from "../../capabilities/kv/memory.ts";
import { flowOf } from "./flows.ts";
import type { Random } from "./random.ts";

/** What outlives every isolate: the stores, and what was seen of them. */
export interface World {
  readonly random: Random;
  /** How likely a call is disturbed, until the calm. */
  readonly faults: { probability: number };
  readonly ledger: DedupeStore;
  readonly sink: ReturnType<typeof memoryKv>;
  readonly deadLetters: unknown[];
  /** Ledger keys in the order they were first claimed. */
  readonly claimed: Set<string>;
  /** Ledger keys that are stored as done. */
  readonly done: Set<string>;
  /** Effects that were done although the ledger had them as done, by ledger key. */
  readonly lateWrites: Map<string, number>;
  /** Writes to the sink that took place, by key. */
  readonly writes: Map<string, number>;
  readonly violations: string[];
  /** Last word on a disturbed call, for a replayed seed. */
  readonly trace: string[];
  killed: number;
}

export function newWorld(random: Random, probability: number): World {
  return {
    random,
    faults: { probability },
    ledger: memoryDedupe(),
    sink: memoryKv(),
    deadLetters: [],
    claimed: new Set(),
    done: new Set(),
    lateWrites: new Map(),
    writes: new Map(),
    violations: [],
    trace: [],
    killed: 0,
  };
}

/** One incarnation of the Worker. Once killed, nothing it does has an effect, and nothing answers it. */
export interface Isolate {
  readonly env: object;
  alive: boolean;
  /** Resolves when it is killed. */
  readonly end: Promise<void>;
}

const never = <Value>(): Promise<Value> => new Promise(() => undefined);
const FAULTS = ["fails", "loses its answer", "stalls", "stalls behind", "is late", "kills", "kills behind"] as const;

export function newIsolate(world: World): Isolate {
  let kill: () => void = () => undefined;
  const end = new Promise<void>((resolve) => {
    kill = resolve;
  });
  const isolate = { alive: true, end, env: {} };
  const die = (): Promise<never> => {
    isolate.alive = false;
    world.killed++;
    kill();
    return never();
  };
  /** Does a call to the outside, or what the seed makes of it. */
  const disturbed = async <Value>(name: string, call: () => Promise<Value>): Promise<Value> => {
    if (!isolate.alive) return never();
    if (!world.random.chance(world.faults.probability)) return answered(isolate, call());
    const fault = world.random.pick(FAULTS);
    world.trace.push(`${name} ${fault}`);
    await before(fault, { name, world, die });
    if (!isolate.alive) return never();
    const value = await call();
    await behind(fault, { name, world, die });
    return answered(isolate, Promise.resolve(value));
  };
  isolate.env = environment(world, disturbed);
  return isolate;
}

interface Disturbance {
  readonly name: string;
  readonly world: World;
  readonly die: () => Promise<never>;
}

async function before(fault: (typeof FAULTS)[number], { name, world, die }: Disturbance): Promise<void> {
  if (fault === "kills") await die();
  if (fault === "stalls") await never();
  if (fault === "fails") throw new Error(`${name} fails`);
  if (fault === "is late") await new Promise((resolve) => setTimeout(resolve, world.random.below(20_000)));
}

async function behind(fault: (typeof FAULTS)[number], { name, die }: Disturbance): Promise<void> {
  if (fault === "kills behind") await die();
  if (fault === "stalls behind") await never();
  if (fault === "loses its answer") throw new Error(`${name} loses its answer`);
}

async function answered<Value>(isolate: { readonly alive: boolean }, call: Promise<Value>): Promise<Value> {
  const value = await call;
  return isolate.alive ? value : never();
}

type Disturbed = <Value>(name: string, call: () => Promise<Value>) => Promise<Value>;

function environment(world: World, disturbed: Disturbed): object {
  const { ledger, sink, writes, deadLetters } = world;
  const shard: DedupeStore = {
    claim: (key, terms) =>
      disturbed("claim", () => {
        world.claimed.add(key);
        return ledger.claim(key, terms);
      }),
    look: (key) => disturbed("look", () => ledger.look(key)),
    complete: (key, token, result) =>
      disturbed("complete", async () => {
        const stored = await ledger.complete(key, token, result);
        if (stored) world.done.add(key);
        return stored;
      }),
    extend: (key, token, leaseMs) => disturbed("extend", () => ledger.extend(key, token, leaseMs)),
    forget: (key, token) => disturbed("forget", () => ledger.forget(key, token)),
  };
  const put: typeof sink.put = (key, value, options) =>
    disturbed("put", async () => {
      const effect = `effect/${flowOf(key)}/save/${await sha256Base64Url(key)}`;
      if (world.done.has(effect)) world.lateWrites.set(effect, (world.lateWrites.get(effect) ?? 0) + 1);
      writes.set(key, (writes.get(key) ?? 0) + 1);
      await sink.put(key, value, options);
    });
  const send = (body: unknown) => disturbed("send", async () => void deadLetters.push(structuredClone(body)));
  return {
    LOG_LEVEL: "silent",
    LEDGER: { getByName: () => shard },
    SINK: { ...sink, put, get: (key: string, form: "text") => disturbed("get", () => sink.get(key, form)) },
    DEAD: { send, sendBatch: send },
  };
}
