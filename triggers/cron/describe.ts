import type { Field, Term } from "./field.ts";
import type { Cron, DayOfMonth, DayOfWeek } from "./grammar.ts";

const MONTHS = "January February March April May June July August September October November December".split(" ");
const WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");

/** A schedule in plain English: `At 09:30 on Monday to Friday, UTC.` */
export function describe(cron: Cron, timeZone = "UTC"): string {
  const month = cron.month.kind === "any" ? "" : `in ${listPhrase(cron.month, monthName)}`;
  const text = [times(cron), days(cron), month].filter(Boolean).join(" ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}, ${timeZone}.`;
}

type List = Extract<Field, { kind: "list" }>;
type Name = (value: number) => string;

const monthName: Name = (month) => MONTHS[month - 1] ?? "";
const weekdayName: Name = (weekday) => WEEKDAYS[weekday - 1] ?? "";

function times({ minute, hour }: Cron): string {
  const clock = clockTimes(minute, hour);
  if (clock) return `at ${enumerate(clock)}`;
  const minutes = minute.kind === "any" ? "every minute" : minutesPhrase(minute);
  if (hour.kind === "any") return minutes;
  const every = wholeStep(hour, 23);
  return every === undefined
    ? `${minutes} of hour ${listPhrase(hour, String)}`
    : `${minutes} of every ${ordinal(every)} hour`;
}

function minutesPhrase(minute: List): string {
  const every = wholeStep(minute, 59);
  return every === undefined ? `at minute ${listPhrase(minute, String)}` : `every ${every} minutes`;
}

/** More times of day than these are told as minutes and hours. */
const MAX_TIMES = 6;

function clockTimes(minute: Field, hour: Field): readonly string[] | undefined {
  if (minute.kind === "any" || hour.kind === "any") return undefined;
  if (![...minute.terms, ...hour.terms].every(({ kind }) => kind === "value")) return undefined;
  if (minute.values.size * hour.values.size > MAX_TIMES) return undefined;
  const hours = [...hour.values].sort((a, b) => a - b);
  const minutes = [...minute.values].sort((a, b) => a - b);
  return hours.flatMap((h) => minutes.map((m) => `${twoDigits(h)}:${twoDigits(m)}`));
}

function days({ dayOfMonth, dayOfWeek }: Cron): string {
  return [dayOfMonthPhrase(dayOfMonth), dayOfWeekPhrase(dayOfWeek)].filter(Boolean).join(" or ");
}

function dayOfMonthPhrase(field: DayOfMonth): string {
  switch (field.kind) {
    case "any":
      return "";
    case "list":
      return `on day ${listPhrase(field, String)} of the month`;
    case "last":
      return field.offset === 0 ? `on ${lastDay(0)}` : lastDay(field.offset);
    case "last_weekday":
      return `on the weekday nearest to ${lastDay(field.offset)}`;
    case "nearest_weekday":
      return `on the weekday nearest to day ${field.day} of the month`;
  }
}

function lastDay(offset: number): string {
  const before = offset === 0 ? "" : `${offset} ${offset === 1 ? "day" : "days"} before `;
  return `${before}the last day of the month`;
}

function dayOfWeekPhrase(field: DayOfWeek): string {
  switch (field.kind) {
    case "any":
      return "";
    case "list":
      return `on ${listPhrase(field, weekdayName)}`;
    case "last":
      return `on the last ${weekdayName(field.weekday)} of the month`;
    case "nth":
      return `on the ${ordinal(field.nth)} ${weekdayName(field.weekday)} of the month`;
  }
}

function listPhrase({ terms }: List, name: Name): string {
  return enumerate(terms.map((term) => termPhrase(term, name)));
}

function termPhrase({ kind, from, to, step }: Term, name: Name): string {
  if (kind === "value") return name(from);
  const range = `${name(from)} to ${name(to)}`;
  return kind === "range" ? range : `${range} in steps of ${step}`;
}

/** The step of a field that is `*` with a step and nothing else. */
function wholeStep({ terms }: List, max: number): number | undefined {
  const [term] = terms;
  return term?.kind === "step" && terms.length === 1 && term.from === 0 && term.to === max ? term.step : undefined;
}

function enumerate(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

function ordinal(count: number): string {
  const suffix = { one: "st", two: "nd", few: "rd" }[
    new Intl.PluralRules("en", { type: "ordinal" }).select(count) as "one"
  ];
  return `${count}${suffix ?? "th"}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
