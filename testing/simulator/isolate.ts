import { environment } from "./environment.ts";
import type { Gate } from "./objects.ts";
import { currentEvent, outside, PlatformEvent } from "./platform-event.ts";
import type { World } from "./world.ts";

/** One incarnation of the Worker. Once killed, nothing it does has an effect, and nothing answers it. */
export interface Isolate {
  readonly env: object;
  readonly alive: boolean;
  /** Begins an event; `tailMs` is how long it may go on under `waitUntil` after its answer. */
  readonly begin: (tailMs?: number) => PlatformEvent;
}

const never = <Value>(): Promise<Value> => new Promise(() => undefined);
const FAULTS = ["fails", "loses its answer", "stalls", "stalls behind", "is late", "kills", "kills behind"] as const;
type Fault = (typeof FAULTS)[number];
/** The call is done, and nobody is told. */
const UNANSWERED: readonly Fault[] = ["loses its answer", "stalls behind", "kills behind"];
const MAX_LATE_MS = 20_000;

export function newIsolate(world: World): Isolate {
  const events = new Set<PlatformEvent>();
  const isolate = { alive: true };
  const kill = () => {
    isolate.alive = false;
    world.killed++;
    for (const event of events) event.kill();
  };
  /** Does a call to the outside, or what the seed makes of it. */
  const gate: Gate = async (name, call) => {
    const event = currentEvent();
    if (!event) throw new Error(`${name} is called on behalf of no event`);
    await new Promise<void>((arrive) => world.network.push(arrive));
    if (!event.alive) return never();
    if (!world.random.chance(world.faults.probability)) return answered(event, call());
    const fault = world.random.pick(FAULTS);
    world.trace.push(`${Date.now()} ${name} ${fault}`);
    event.disturbed.add(name);
    if (UNANSWERED.includes(fault)) event.disturbed.add(`${name} unanswered`);
    return disturbed(fault, { name, event, world, kill }, call);
  };
  const begin = (tailMs?: number): PlatformEvent => {
    const event = new PlatformEvent(tailMs);
    events.add(event);
    void event.ended.then(() => events.delete(event));
    return event;
  };
  return {
    begin,
    env: environment(world, gate),
    get alive() {
      return isolate.alive;
    },
  };
}

interface Disturbance {
  readonly name: string;
  readonly event: PlatformEvent;
  readonly world: World;
  readonly kill: () => void;
}

async function disturbed<Value>(fault: Fault, disturbance: Disturbance, call: () => Promise<Value>): Promise<Value> {
  const { name, event, world, kill } = disturbance;
  if (fault === "kills") kill();
  if (fault === "kills" || fault === "stalls") return never();
  if (fault === "fails") throw new Error(`${name} fails`);
  if (fault === "is late") await late(world);
  // What is on its way when its event ends may arrive all the same.
  if (!event.alive && world.random.chance(0.5)) return never();
  const value = await call();
  if (fault === "kills behind") kill();
  if (fault === "kills behind" || fault === "stalls behind") return never();
  if (fault === "loses its answer") throw new Error(`${name} loses its answer`);
  return answered(event, Promise.resolve(value));
}

function late({ random }: World): Promise<void> {
  return outside(() => new Promise((resolve) => void setTimeout(resolve, random.below(MAX_LATE_MS))));
}

/** Nothing answers an event that has ended. */
async function answered<Value>(event: PlatformEvent, call: Promise<Value>): Promise<Value> {
  const value = await call;
  return event.alive ? value : never();
}
