import { plainText } from "../../kernel/json.ts";
import { zoneClock } from "./calendar.ts";
import { parseCron } from "./grammar.ts";
import { everMatches } from "./match.ts";
import { isDue } from "./schedule.ts";
import type { CronTrigger } from "./spec.ts";

type Schedule = Pick<CronTrigger, "schedule" | "timezone" | "tick">;

/**
 * Whether a flow runs on a tick: when the tick is its own, and, where that is not its schedule in UTC already, its
 * schedule is due in that minute on the clock of its time zone. A schedule that cannot be read is never due.
 */
export function matches(spec: Schedule, tick: string, scheduledAtMs: number): boolean {
  if (tick !== spec.tick) return false;
  if (spec.timezone === undefined && tick === spec.schedule) return true;
  const parsed = parseCron(spec.schedule);
  const clock = spec.timezone === undefined ? undefined : zoneClock(spec.timezone);
  if (!parsed.ok || (spec.timezone !== undefined && clock === undefined)) return false;
  return isDue(parsed.value, scheduledAtMs, clock);
}

/** Everything that is wrong with how a schedule is wired, as sentences. */
export function scheduleProblems(wiring: Readonly<Record<string, unknown>>): readonly string[] {
  const problems: string[] = [];
  const text = (value: unknown) => (value === undefined ? undefined : plainText(value));
  const schedule = plainText(wiring.schedule);
  const tick = text(wiring.tick);
  const timezone = text(wiring.timezone);
  const parsed = parseCron(schedule);
  if (!parsed.ok) problems.push(`schedule "${schedule}": ${parsed.failure}`);
  else if (!everMatches(parsed.value)) problems.push(`schedule "${schedule}" names a day that no year has`);
  const ticks = tick === undefined ? undefined : parseCron(tick);
  if (ticks && !ticks.ok) problems.push(`tick "${tick}": ${ticks.failure}`);
  if (timezone !== undefined && zoneClock(timezone) === undefined) {
    problems.push(`"${timezone}" is no IANA time zone`);
  }
  return problems;
}
