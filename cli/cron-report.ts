import type { CronTrigger } from "../triggers/cron/author.ts";
import { type Clock, offsetMs, utcClock, zoneClock } from "../triggers/cron/calendar.ts";
import { describe } from "../triggers/cron/describe.ts";
import { type Cron, parseCron } from "../triggers/cron/grammar.ts";
import { goesByRealTime, nextTicks } from "../triggers/cron/schedule.ts";
import { tickText } from "./text.ts";

const TICKS = 3;
const DAY_MS = 86_400_000;

/** A schedule for people: what it says, what fires it, its next ticks. Nothing for one that cannot be read. */
export function cronLines({ schedule, timezone, tick }: CronTrigger, nowMs: number): readonly string[] {
  const parsed = parseCron(schedule);
  const clock = timezone === undefined ? utcClock : zoneClock(timezone);
  if (!parsed.ok || clock === undefined) return [];
  const fired = tick === schedule ? "" : ` fired by "${tick}":`;
  const ticks = nextTicks(parsed.value, nowMs, TICKS, clock).map((atMs) => tickText(atMs, timezone));
  return [
    `cron "${schedule}":${fired} ${describe(parsed.value, timezone)}`,
    ...ticks.map((text) => `  next ${text}`),
    ...(timezone === undefined ? [] : [`  daylight saving: ${savingText(parsed.value, clock, nowMs)}`]),
  ];
}

function savingText(cron: Cron, clock: Clock, nowMs: number): string {
  const months = Array.from({ length: 13 }, (_, month) => offsetMs(clock, nowMs + month * 30 * DAY_MS));
  if (new Set(months).size === 1) return "none here";
  return goesByRealTime(cron)
    ? "goes by real time, so it skips what the clock skips and comes again with what the clock repeats"
    : "a time that the clock skips is due right after it, one that the clock repeats is due once";
}
