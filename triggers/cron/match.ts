import { daysInMonth, type WallTime, weekdayOf } from "./calendar.ts";
import { contains } from "./field.ts";
import type { Cron, DayOfMonth, DayOfWeek } from "./grammar.ts";

const SUNDAY = 1;
const SATURDAY = 7;

/** Whether a schedule names this minute of a wall clock. */
export function matchesWall(cron: Cron, time: WallTime): boolean {
  return contains(cron.minute, time.minute) && contains(cron.hour, time.hour) && matchesDay(cron, time);
}

/** Either day field will do when both are given. A field counts as not given only when it is literally `*`. */
export function matchesDay(cron: Cron, { year, month, day }: Omit<WallTime, "hour" | "minute">): boolean {
  if (!contains(cron.month, month)) return false;
  const anyDay = cron.dayOfMonth.kind === "any";
  const anyWeekday = cron.dayOfWeek.kind === "any";
  if (anyDay && anyWeekday) return true;
  return (
    (!anyDay && matchesDayOfMonth(cron.dayOfMonth, { year, month, day })) ||
    (!anyWeekday && matchesDayOfWeek(cron.dayOfWeek, { year, month, day }))
  );
}

type Day = Pick<WallTime, "year" | "month" | "day">;

function matchesDayOfMonth(field: DayOfMonth, { year, month, day }: Day): boolean {
  const last = daysInMonth(year, month);
  switch (field.kind) {
    case "any":
    case "list":
      return contains(field, day);
    case "last":
      return day === last - field.offset;
    case "last_weekday":
      return day === nearestWeekday(year, month, last - field.offset);
    case "nearest_weekday":
      return day === nearestWeekday(year, month, field.day);
  }
}

/** The weekday nearest to a day, in the same month; undefined where the month has no such day. */
function nearestWeekday(year: number, month: number, day: number): number | undefined {
  const last = daysInMonth(year, month);
  if (day < 1 || day > last) return undefined;
  const weekday = weekdayOf(year, month, day);
  if (weekday === SATURDAY) return day === 1 ? 3 : day - 1;
  if (weekday === SUNDAY) return day === last ? day - 2 : day + 1;
  return day;
}

function matchesDayOfWeek(field: DayOfWeek, { year, month, day }: Day): boolean {
  const weekday = weekdayOf(year, month, day);
  switch (field.kind) {
    case "any":
    case "list":
      return contains(field, weekday);
    case "last":
      return weekday === field.weekday && day + 7 > daysInMonth(year, month);
    case "nth":
      return weekday === field.weekday && Math.ceil(day / 7) === field.nth;
  }
}

/** Every sort of year, leap or not from each weekday, is among these. */
const FIRST_YEAR = 2000;
const LAST_YEAR = 2027;

/** Whether a schedule ever comes up: `0 0 31 2 *` never does. */
export function everMatches(cron: Cron): boolean {
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year++) {
    for (let month = 1; month <= 12; month++) {
      for (let day = daysInMonth(year, month); day > 0; day--) if (matchesDay(cron, { year, month, day })) return true;
    }
  }
  return false;
}
