import type { Gateway } from "../../gateway/create-gateway.ts";
import { CRON } from "./flows.ts";
import type { Isolate } from "./isolate.ts";
import type { World } from "./world.ts";

/** A time of the schedule, and each firing of it: the platform may bring one twice, and none again that failed. */
export interface Tick {
  readonly scheduledTime: number;
  readonly firings: { readonly atMs: number; fate: "due" | "running" | "over" }[];
}

/** Longer than the platform lets a tick run. */
const WALL_MS = 20 * 60_000;

/** The id of the effect that a tick has. */
export const idOf = ({ scheduledTime }: Pick<Tick, "scheduledTime">): string => new Date(scheduledTime).toISOString();

export function newTicks(random: World["random"]): Tick[] {
  return Array.from({ length: random.below(3) }, (_, index) => {
    const scheduledTime = (Math.floor(Date.now() / 300_000) + index) * 300_000;
    const firings = Array.from({ length: 1 + random.below(2) }, () => {
      return { atMs: Date.now() + random.below(60_000), fate: "due" as const };
    });
    return { scheduledTime, firings };
  });
}

/** When the next firing is due; undefined when none is. */
export function nextFiringMs(ticks: readonly Tick[]): number | undefined {
  const due = ticks.flatMap(({ firings }) => firings.filter(({ fate }) => fate === "due").map(({ atMs }) => atMs));
  return due.length === 0 ? undefined : Math.min(...due);
}

/** Fires what is due. */
export function fire(
  ticks: readonly Tick[],
  { world, isolate, gateway }: { readonly world: World; readonly isolate: () => Isolate; readonly gateway: Gateway },
): void {
  for (const { scheduledTime, firings } of ticks) {
    for (const firing of firings) {
      if (firing.fate !== "due" || firing.atMs > Date.now()) continue;
      firing.fate = "running";
      const { env, begin } = isolate();
      const event = begin(WALL_MS);
      const tick = { cron: CRON, scheduledTime };
      const working = event
        .handle((context) => gateway.scheduled(tick, env, context))
        .then(
          () => event.ended,
          () => "rejected",
        );
      const wall = new Promise((resolve) => setTimeout(resolve, WALL_MS, "wall"));
      void Promise.race([working, wall, event.ended]).then((ended) => {
        firing.fate = "over";
        if (ended === "rejected") world.violations.push("scheduled() rejected");
        if (ended === "wall" || ended === "cut")
          world.violations.push("scheduled() did not end before the platform's limit");
      });
    }
  }
}

export const areOver = (ticks: readonly Tick[]): boolean =>
  ticks.every(({ firings }) => firings.every(({ fate }) => fate === "over"));
