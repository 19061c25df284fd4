import type { PlatformEvent } from "../simulator/platform-event.ts";
import type { VirtualTime } from "../simulator/virtual-time.ts";
import type { Delivery } from "./deliveries.ts";
import type { Call, Stage } from "./stage.ts";

export const TROUBLES = ["loses its answer", "killed before", "killed behind", "left", "time passed"] as const;

/** What goes wrong at a call. */
export type Trouble = (typeof TROUBLES)[number];

/** What may happen next. */
export interface Option {
  readonly name: string;
  /** Absent: what would happen anyway. */
  readonly trouble?: Trouble;
  /** Calls that were on their way when it went wrong. */
  readonly at: readonly string[];
  readonly take: () => Promise<void> | void;
}

/** First what would happen anyway, then what goes wrong. */
export function optionsOf(stage: Stage, deliveries: readonly Delivery[], time: VirtualTime): readonly Option[] {
  const { calls } = stage;
  const whose = ({ event }: Call) => deliveries.findIndex(({ events }) => events.includes(event));
  const answered = calls.map((call): Option => {
    return { name: `${call.name} of ${whose(call)}`, at: [], take: async () => (await call.reach())(false) };
  });
  const lost = calls.map((call): Option => {
    const name = `${call.name} of ${whose(call)} loses its answer`;
    return { name, trouble: "loses its answer", at: [call.name], take: async () => (await call.reach())(true) };
  });
  const killedBehind = calls.map((call): Option => {
    const take = async () => {
      await call.reach();
      call.event.kill();
    };
    return { name: `${whose(call)} is killed behind ${call.name}`, trouble: "killed behind", at: [call.name], take };
  });
  const ended = deliveries.flatMap((delivery, index) => endings(delivery, index, calls));
  return [...answered, ...starts(deliveries), ...lost, ...killedBehind, ...ended, ...passing(deliveries, calls, time)];
}

/** The two deliveries are alike, so that it is enough to start the first one first. */
function starts(deliveries: readonly Delivery[]): readonly Option[] {
  return deliveries.flatMap(({ startAtMs, start }, index) => {
    const isTurn = index === 0 || deliveries[0]?.events.length !== 0;
    const isDue = startAtMs !== undefined && startAtMs <= Date.now();
    return isTurn && isDue ? [{ name: `start ${index}`, at: [], take: start }] : [];
  });
}

/** Its isolate dies, or its client leaves; who leaves is the first, and the other its retry. */
function endings({ events, leave }: Delivery, index: number, calls: readonly Call[]): readonly Option[] {
  const event = events.at(-1);
  if (!event?.alive) return [];
  const at = namesOf(calls, event);
  const killed: Option = { name: `${index} is killed`, trouble: "killed before", at, take: () => event.kill() };
  if (!leave || index > 0) return [killed];
  return [killed, { name: "the client leaves", trouble: "left", at, take: leave }];
}

function passing(deliveries: readonly Delivery[], calls: readonly Call[], time: VirtualTime): readonly Option[] {
  const nextMs = nextMoment(deliveries, time);
  if (nextMs === undefined) return [];
  return [{ name: "time passes", trouble: "time passed", at: namesOf(calls), take: () => passTo(nextMs, time) }];
}

function namesOf(calls: readonly Call[], of?: PlatformEvent): readonly string[] {
  return calls.filter(({ event }) => of === undefined || event === of).map(({ name }) => name);
}

/** When a timer fires, or a delivery may start again; milliseconds since the epoch, undefined for never. */
export function nextMoment(deliveries: readonly Delivery[], time: VirtualTime): number | undefined {
  const starts = deliveries.flatMap(({ startAtMs }) => startAtMs ?? []).filter((atMs) => atMs > Date.now());
  const moments = [...starts, ...[time.nextMs() ?? []].flat()];
  return moments.length === 0 ? undefined : Math.min(...moments);
}

/** All timers of that moment fire, one after the other. */
export async function passTo(atMs: number, time: VirtualTime): Promise<void> {
  do {
    time.goTo(atMs);
    await time.settle();
  } while ((time.nextMs() ?? Number.POSITIVE_INFINITY) <= atMs);
}
