import { fail, ok, type Result } from "../../kernel/result.ts";
import { CronProblem, type Field, type FieldRule, parseField, parseValue } from "./field.ts";

/** A day of the month, with the marks that only it has. */
export type DayOfMonth =
  | Field
  /** `L`, `L-3`: the last day, or so many days before it. */
  | { readonly kind: "last"; readonly offset: number }
  /** `LW`, `L-3W`: the weekday nearest to that. */
  | { readonly kind: "last_weekday"; readonly offset: number }
  /** `15W`: the weekday nearest to the 15th, in the same month. */
  | { readonly kind: "nearest_weekday"; readonly day: number };

/** A day of the week, 1 for Sunday to 7. */
export type DayOfWeek =
  | Field
  /** `6L`: the last Friday of the month. */
  | { readonly kind: "last"; readonly weekday: number }
  /** `2#1`: the first Monday of the month. */
  | { readonly kind: "nth"; readonly weekday: number; readonly nth: number };

/** A schedule in Cloudflare's grammar, read. */
export interface Cron {
  readonly text: string;
  readonly minute: Field;
  readonly hour: Field;
  readonly dayOfMonth: DayOfMonth;
  readonly month: Field;
  readonly dayOfWeek: DayOfWeek;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const MINUTE: FieldRule = { name: "minute", min: 0, max: 59 };
const HOUR: FieldRule = { name: "hour", min: 0, max: 23 };
const DAY: FieldRule = { name: "day of the month", min: 1, max: 31 };
const MONTH: FieldRule = { name: "month", min: 1, max: 12, words: MONTHS };
const WEEKDAY: FieldRule = { name: "day of the week", min: 1, max: 7, words: WEEKDAYS };
const OFFSET: FieldRule = { name: "number of days before the last", min: 1, max: 30 };
const NTH: FieldRule = { name: "number after #", min: 1, max: 5 };

/**
 * Reads a schedule as Cloudflare does: five fields, blanks between them only, 1 is Sunday, ranges may wrap around.
 * Source: the parser of github.com/cloudflare/saffron, which the platform runs.
 */
export function parseCron(text: string): Result<Cron, string> {
  const fields = text.split(/[ \t]+/);
  if (fields.length !== 5 || fields.includes("")) {
    return fail(`a schedule has five fields with blanks between them, not ${JSON.stringify(text)}`);
  }
  const [minute, hour, dayOfMonth, month, dayOfWeek] = fields as [string, string, string, string, string];
  try {
    const cron: Cron = {
      text,
      minute: parseField(minute, MINUTE),
      hour: parseField(hour, HOUR),
      dayOfMonth: parseDayOfMonth(dayOfMonth),
      month: parseField(month, MONTH),
      dayOfWeek: parseDayOfWeek(dayOfWeek),
    };
    return ok(cron);
  } catch (problem) {
    if (problem instanceof CronProblem) return fail(problem.message);
    throw problem;
  }
}

function parseDayOfMonth(text: string): DayOfMonth {
  const nearest = /^([0-9]+)W$/.exec(text)?.[1];
  if (nearest !== undefined) return { kind: "nearest_weekday", day: parseValue(nearest, DAY) };
  const [whole, offset, weekday] = /^L(?:-([0-9]+))?(W?)$/.exec(text) ?? [];
  if (whole === undefined) return parseField(text, DAY);
  const days = offset === undefined ? 0 : parseValue(offset, OFFSET);
  return { kind: weekday ? "last_weekday" : "last", offset: days };
}

function parseDayOfWeek(text: string): DayOfWeek {
  if (text === "L") return parseField("SAT", WEEKDAY);
  const [, last] = /^([0-9]+|[A-Za-z]{3})L$/.exec(text) ?? [];
  if (last !== undefined) return { kind: "last", weekday: parseValue(last, WEEKDAY) };
  const [, weekday, nth] = /^([0-9]+|[A-Za-z]{3})#([0-9]+)$/.exec(text) ?? [];
  if (weekday === undefined || nth === undefined) return parseField(text, WEEKDAY);
  return { kind: "nth", weekday: parseValue(weekday, WEEKDAY), nth: parseValue(nth, NTH) };
}
