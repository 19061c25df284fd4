import { GUARD_MS, type Order } from "./flows.ts";
import { type Deed, excuseOf } from "./witness.ts";
import type { World } from "./world.ts";

/**
 * What is wrong with how runs went on whose client had left, as far as nothing else disturbed them: one that had begun its
 * effect goes on to its end within its guard, and one that had not is cancelled.
 */
export function wrongAfterLeaving({ effects, runs, orders }: World): readonly string[] {
  return [...orders.values()].filter(isWaitedFor).flatMap((order) => {
    const deeds = effects.of(order.id).filter(isUndisturbed);
    const late = deeds.filter(({ event, atMs }) => event.leftAtMs !== undefined && atMs > event.leftAtMs);
    const ends = new Set(runs.of(order.id).map(({ event }) => event));
    const open = isQuick(order) ? deeds.filter(({ event }) => event.leftAtMs !== undefined && !ends.has(event)) : [];
    return [
      ...late.map(() => `the effect of ${order.id} was begun after its client had left`),
      ...open.map(() => `the run of ${order.id} was not carried to its end after its client had left`),
    ];
  });
}

/** Sent by HTTP to be run at once. What operators replay is carried to its end, whoever leaves. */
const isWaitedFor = ({ id }: Order): boolean => id.startsWith("h");

const isUndisturbed = (deed: Deed): boolean => deed.event.disturbed.size === 0 && excuseOf(deed) === undefined;

/** Ends within its guard, and well. */
function isQuick({ kind, beforeMs, lingerMs }: Order): boolean {
  return kind === "good" && beforeMs + lingerMs < GUARD_MS;
}
