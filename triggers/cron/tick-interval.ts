import { utcClock, zoneClock } from "./calendar.ts";
import { parseCron } from "./grammar.ts";
import { nextTicks } from "./schedule.ts";
import type { CronTrigger } from "./spec.ts";

type Timed = Pick<CronTrigger, "schedule"> & Partial<Pick<CronTrigger, "timezone">>;

/** Milliseconds from a tick to the schedule's next; 0 where there is none, or the schedule cannot be read. */
export function tickIntervalMs({ schedule, timezone }: Timed, atMs: number): number {
  const parsed = parseCron(schedule);
  const clock = timezone === undefined ? utcClock : zoneClock(timezone);
  if (!parsed.ok || clock === undefined) return 0;
  const [next = atMs] = nextTicks(parsed.value, atMs, 1, clock);
  return next - atMs;
}
