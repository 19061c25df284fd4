import { type Clock, MINUTE_MS, offsetMs, utcClock, wallMs } from "./calendar.ts";
import { contains } from "./field.ts";
import type { Cron } from "./grammar.ts";
import { everMatches, matchesDay, matchesWall } from "./match.ts";

/**
 * Whether a schedule is due in the minute of an instant, on the clock of a time zone (UTC by default).
 *
 * Daylight saving: a schedule with `*` first in its minute or hour goes by real time, so it skips what the clock skips
 * and comes twice in what the clock repeats. Any other stands for times of day: what the clock skips is due in the first
 * minute after the gap, and what it repeats is due the first time only.
 */
export function isDue(cron: Cron, instantMs: number, clock: Clock = utcClock): boolean {
  const minuteMs = Math.floor(instantMs / MINUTE_MS) * MINUTE_MS;
  const matches = matchesWall(cron, clock.at(minuteMs));
  if (clock === utcClock || goesByRealTime(cron)) return matches;
  return (matches && !isRepeated(clock, minuteMs)) || coversGap(cron, clock, minuteMs);
}

/** Whether a schedule means steps of real time rather than times of day; see `isDue`. */
export function goesByRealTime({ text }: Cron): boolean {
  const [minute = "", hour = ""] = text.split(/[ \t]+/);
  return minute.startsWith("*") || hour.startsWith("*");
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Whether the clock showed this minute before; none has gone back by more than a day. */
function isRepeated(clock: Clock, minuteMs: number): boolean {
  const back = offsetMs(clock, minuteMs - DAY_MS) - offsetMs(clock, minuteMs);
  return back > 0 && wallMs(clock.at(minuteMs - back)) === wallMs(clock.at(minuteMs));
}

/** Whether this is the first minute after a gap that held a due time. */
function coversGap(cron: Cron, clock: Clock, minuteMs: number): boolean {
  const gapMs = offsetMs(clock, minuteMs) - offsetMs(clock, minuteMs - MINUTE_MS);
  const endMs = wallMs(clock.at(minuteMs));
  for (let skippedMs = endMs - gapMs; skippedMs < endMs; skippedMs += MINUTE_MS) {
    if (matchesWall(cron, utcClock.at(skippedMs))) return true;
  }
  return false;
}

/** The instants after `fromMs` at which a schedule is due: `count` of them, none when it never is. */
export function nextTicks(cron: Cron, fromMs: number, count: number, clock: Clock = utcClock): readonly number[] {
  const ticks: number[] = [];
  if (!everMatches(cron)) return ticks;
  let minuteMs = Math.floor(fromMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  while (ticks.length < count) {
    const skipMs = quietMs(cron, clock, minuteMs);
    if (skipMs === 0 && isDue(cron, minuteMs, clock)) ticks.push(minuteMs);
    minuteMs += skipMs || MINUTE_MS;
  }
  return ticks;
}

/** For how long from an instant a schedule is surely not due: a day or an hour of the clock, unless it changes in it. */
function quietMs(cron: Cron, clock: Clock, minuteMs: number): number {
  const wall = clock.at(minuteMs);
  if (wall.minute !== 0) return 0;
  const day = matchesDay(cron, wall);
  if (day && contains(cron.hour, wall.hour)) return 0;
  const spanMs = !day && wall.hour === 0 ? DAY_MS : HOUR_MS;
  return offsetMs(clock, minuteMs - MINUTE_MS) === offsetMs(clock, minuteMs + spanMs) ? spanMs : 0;
}
