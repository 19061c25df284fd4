import { Cron as Croner } from "croner";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { zoneClock } from "./calendar.ts";
import { type Cron, parseCron } from "./grammar.ts";
import { everMatches, matchesWall } from "./match.ts";
import { isDue, nextTicks } from "./schedule.ts";

function cronOf(text: string): Cron {
  const parsed = parseCron(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.failure}`);
  return parsed.value;
}

function clockOf(timeZone: string) {
  const clock = zoneClock(timeZone);
  if (!clock) throw new Error(timeZone);
  return clock;
}

const iso = (instants: readonly number[]) => instants.map((instant) => new Date(instant).toISOString().slice(0, 16));
const next = (text: string, from: string, count: number, timeZone?: string) =>
  iso(nextTicks(cronOf(text), Date.parse(from), count, timeZone ? clockOf(timeZone) : undefined));

/** The grammar once more, read value by value and minute by minute. */
function naiveMatch(text: string, at: Date): boolean {
  const [minute = "", hour = "", dom = "", month = "", dow = ""] = text.toUpperCase().split(/[ \t]+/);
  const fits =
    naiveField(minute, at.getUTCMinutes(), 0, 59) &&
    naiveField(hour, at.getUTCHours(), 0, 23) &&
    naiveField(named(month, MONTHS), at.getUTCMonth() + 1, 1, 12);
  const days = [dom !== "*" && naiveDom(dom, at), dow !== "*" && naiveDow(named(dow, WEEKDAYS), at)];
  return fits && ((dom === "*" && dow === "*") || days.includes(true));
}

const MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const WEEKDAYS = "SUN MON TUE WED THU FRI SAT".split(" ");
const named = (text: string, names: readonly string[]) =>
  text.replaceAll(/[A-Z]{3}/g, (name) => String(names.indexOf(name) + 1));

function naiveField(text: string, value: number, min: number, max: number): boolean {
  return text === "*" || text.split(",").some((part) => walk(part, min, max).includes(value));
}

/** The values of one part of a list, step by step. */
function walk(part: string, min: number, max: number): readonly number[] {
  const [range = "", step] = part.replaceAll("*", String(min)).split("/");
  const [start, end = step === undefined ? start : max] = range.split("-").map(Number) as [number, number?];
  const values = [start];
  for (let at = start; at !== end; values.push(at)) at = at === max ? min : at + 1;
  return values.filter((_, index) => index % Number(step ?? 1) === 0);
}

/** All days of the month that `at` lies in. */
function monthOf(at: Date): readonly Date[] {
  const days = Array.from(
    { length: 31 },
    (_, day) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), day + 1)),
  );
  return days.filter((day) => day.getUTCMonth() === at.getUTCMonth());
}

function naiveDom(text: string, at: Date): boolean {
  const days = monthOf(at);
  const [, last, before, weekday] = /^(L)(?:-(\d+))?(W?)$/.exec(text) ?? [];
  const nearest = /^(\d+)W$/.exec(text)?.[1];
  if (!(last || nearest)) return naiveField(text, at.getUTCDate(), 1, 31);
  const target = nearest ? days[Number(nearest) - 1] : days.at(-1 - Number(before ?? 0));
  if (!target) return false;
  if (last && !weekday) return target.getUTCDate() === at.getUTCDate();
  const distance = (day: Date) => Math.abs(day.getUTCDate() - target.getUTCDate());
  const workdays = days.filter((day) => day.getUTCDay() % 6 !== 0);
  return workdays.toSorted((a, b) => distance(a) - distance(b))[0]?.getUTCDate() === at.getUTCDate();
}

function naiveDow(text: string, at: Date): boolean {
  const [, weekday, mark] = /^(\d)(L|#\d)$/.exec(text) ?? [];
  if (text === "L") return at.getUTCDay() === 6;
  if (!mark) return naiveField(text, at.getUTCDay() + 1, 1, 7);
  const same = monthOf(at).filter((day) => day.getUTCDay() + 1 === Number(weekday));
  const chosen = mark === "L" ? same.at(-1) : same[Number(mark.slice(1)) - 1];
  return chosen?.getUTCDate() === at.getUTCDate();
}

function term(min: number, max: number, wraps: boolean) {
  const value = fc.integer({ min, max });
  const step = fc.integer({ min: 1, max: max - min });
  const range = fc.tuple(value, value).map(([a, b]) => (wraps || a <= b ? `${a}-${b}` : `${b}-${a}`));
  const plain = [value.map(String), range];
  const stepped = [
    fc.tuple(value, step).map(([a, n]) => `${a}/${n}`),
    fc.tuple(range, step).map(([r, n]) => `${r}/${n}`),
  ];
  return {
    plain: fc.oneof(...plain),
    any: fc.oneof(
      ...plain,
      ...stepped,
      fc.constant("*"),
      step.map((n) => `*/${n}`),
    ),
  };
}

function field(min: number, max: number) {
  const { any } = term(min, max, true);
  const list = fc
    .array(any, { minLength: 1, maxLength: 3 })
    .filter((parts) => parts.length === 1 || parts[0] !== "*")
    .map((parts) => parts.join(","));
  return fc.oneof(fc.constant("*"), any, list);
}

const dom = fc.oneof(
  { weight: 3, arbitrary: field(1, 31) },
  fc.integer({ min: 1, max: 31 }).map((day) => `${day}W`),
  fc.integer({ min: 1, max: 30 }).map((days) => `L-${days}`),
  fc.integer({ min: 1, max: 30 }).map((days) => `L-${days}W`),
  fc.constantFrom("L", "LW"),
);
const dow = fc.oneof(
  { weight: 3, arbitrary: field(1, 7) },
  fc.constantFrom("L", "FRIL", "MON-FRI", "sat,sun", "THU-TUE/2"),
  fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 })).map(([day, nth]) => `${day}#${nth}`),
);
const anyCron = fc.tuple(field(0, 59), field(0, 23), dom, field(1, 12), dow).map((fields) => fields.join(" "));
const anyMinute = fc
  .integer({ min: Date.UTC(1999, 11, 1) / 60_000, max: Date.UTC(2101, 2, 1) / 60_000 })
  .map((m) => m * 60_000);

describe("isDue", () => {
  it("agrees with the grammar read minute by minute", () => {
    fc.assert(
      fc.property(anyCron, anyMinute, (text, minuteMs) => {
        const at = new Date(minuteMs);
        expect(isDue(cronOf(text), minuteMs), `${text} at ${at.toISOString()}`).toBe(naiveMatch(text, at));
      }),
      { numRuns: 3000 },
    );
  });

  it("agrees on every day of eight years for each mark", () => {
    const marks = [
      "L * *",
      "L-1 * *",
      "L-30 * *",
      "LW * *",
      "L-2W * *",
      "1W * *",
      "15W * *",
      "31W * *",
      "* * 6L",
      "* * 2#5",
      "*/2 * MON",
    ];
    for (const text of marks.map((days) => `0 0 ${days}`)) {
      const cron = cronOf(text);
      for (let day = Date.UTC(2000, 0, 1); day < Date.UTC(2008, 0, 1); day += 86_400_000) {
        if (isDue(cron, day) !== naiveMatch(text, new Date(day))) expect(`${text} ${new Date(day)}`).toBe("agreed");
      }
    }
    expect(marks).toHaveLength(11);
  });

  it("takes either day field when both are given, and counts only a literal star as not given", () => {
    expect(next("0 0 13 * FRI", "2026-02-01T00:00Z", 3)).toEqual([
      "2026-02-06T00:00",
      "2026-02-13T00:00",
      "2026-02-20T00:00",
    ]);
    expect(next("0 0 */10 * MON", "2026-06-01T00:00Z", 4)).toEqual([
      "2026-06-08T00:00",
      "2026-06-11T00:00",
      "2026-06-15T00:00",
      "2026-06-21T00:00",
    ]);
  });
});

const SCAN_MS = 5 * 3_600_000;

describe("nextTicks", () => {
  it("agrees with a scan of every minute", () => {
    fc.assert(
      fc.property(anyCron, anyMinute, (text, fromMs) => {
        const scanned: number[] = [];
        for (let at = fromMs + 60_000; at <= fromMs + SCAN_MS; at += 60_000) {
          if (naiveMatch(text, new Date(at))) scanned.push(at);
        }
        const ticks = nextTicks(cronOf(text), fromMs, 5).filter((tick) => tick <= fromMs + SCAN_MS);
        expect(iso(ticks), text).toEqual(iso(scanned.slice(0, 5)));
      }),
      { numRuns: 60 },
    );
  });

  it("starts after the minute it is given", () => {
    expect(next("* * * * *", "2026-01-01T00:00:30Z", 2)).toEqual(["2026-01-01T00:01", "2026-01-01T00:02"]);
    expect(next("0 0 1 1 *", "2026-01-01T00:00:00Z", 1)).toEqual(["2027-01-01T00:00"]);
  });

  it("finds what is rare, and nothing where nothing is", () => {
    expect(next("0 0 * 2 FRI#5", "2026-01-01T00:00Z", 2)).toEqual(["2036-02-29T00:00", "2064-02-29T00:00"]);
    expect(next("0 0 29 2 *", "2097-01-01T00:00Z", 1)).toEqual(["2104-02-29T00:00"]);
    expect(next("0 0 31 2 *", "2026-01-01T00:00Z", 1)).toEqual([]);
  });
});

describe("everMatches", () => {
  it("tells impossible dates", () => {
    for (const text of ["0 0 31 2 *", "0 0 30 FEB *", "0 0 31 4,6,9,11 *", "0 0 L-29 2 *", "0 0 31W 2,4 *"]) {
      expect(everMatches(cronOf(text)), text).toBe(false);
    }
    for (const text of ["0 0 29 2 *", "0 0 31 2 MON", "0 0 L-28 2 *", "0 0 * 2 SAT#5", "0 0 31 2,3 *"]) {
      expect(everMatches(cronOf(text)), text).toBe(true);
    }
  });
});

describe("daylight saving", () => {
  it("runs a time of day that the clock skips in the first minute after the gap, once", () => {
    // Paris goes from 02:00 to 03:00 on 2026-03-29, at 01:00 UTC.
    expect(next("30 2 * * *", "2026-03-28T12:00Z", 2, "Europe/Paris")).toEqual([
      "2026-03-29T01:00",
      "2026-03-30T00:30",
    ]);
    expect(next("15,45 2-3 * * *", "2026-03-29T00:00Z", 3, "Europe/Paris")).toEqual([
      "2026-03-29T01:00",
      "2026-03-29T01:15",
      "2026-03-29T01:45",
    ]);
    // Santiago skips midnight itself; Lord Howe moves by half an hour; Samoa skipped a whole day.
    expect(next("0 0 * * *", "2026-09-05T12:00Z", 2, "America/Santiago")).toEqual([
      "2026-09-06T04:00",
      "2026-09-07T03:00",
    ]);
    expect(next("15 2 * * *", "2026-10-03T00:00Z", 1, "Australia/Lord_Howe")).toEqual(["2026-10-03T15:30"]);
    expect(next("0 9 * * *", "2011-12-29T20:00Z", 2, "Pacific/Apia")).toEqual(["2011-12-30T10:00", "2011-12-30T19:00"]);
  });

  it("runs a time of day that the clock repeats the first time only", () => {
    // Paris goes from 03:00 back to 02:00 on 2026-10-25, at 01:00 UTC.
    expect(next("30 2 * * *", "2026-10-24T12:00Z", 2, "Europe/Paris")).toEqual([
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ]);
  });

  it("lets a schedule that starts with a star go by real time", () => {
    expect(next("*/30 * * * *", "2026-10-24T23:59Z", 5, "Europe/Paris")).toEqual([
      "2026-10-25T00:00",
      "2026-10-25T00:30",
      "2026-10-25T01:00",
      "2026-10-25T01:30",
      "2026-10-25T02:00",
    ]);
    expect(next("*/30 2 * * *", "2026-03-29T00:00Z", 1, "Europe/Paris")).toEqual(["2026-03-30T00:00"]);
    expect(next("*/30 2 * * *", "2026-10-24T23:59Z", 4, "Europe/Paris")).toHaveLength(4);
  });

  it("agrees with croner where the dialects are the same", () => {
    const simple = (min: number, max: number) => fc.oneof(fc.constant("*"), term(min, max, false).plain);
    const shared = fc.tuple(simple(0, 59), simple(0, 23), simple(1, 28), simple(1, 12), simple(1, 7));
    const zones = fc.constantFrom("UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe");
    const days = fc.integer({ min: Date.UTC(2024, 0, 1) / 3_600_000, max: Date.UTC(2027, 0, 1) / 3_600_000 });
    fc.assert(
      fc.property(shared, zones, days, (fields, timezone, hours) => {
        const text = fields.join(" ");
        const from = new Date(hours * 3_600_000);
        const options = { timezone, mode: "5-part", alternativeWeekdays: true, fixedTimeRule: "no-wildcard" } as const;
        const expected = new Croner(text, options).nextRuns(4, from).map((run) => run.getTime());
        expect(iso(nextTicks(cronOf(text), from.getTime(), 4, clockOf(timezone))), `${text} ${timezone}`).toEqual(
          iso(expected),
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe("matchesWall", () => {
  it("looks at the wall time alone", () => {
    const wall = { year: 2026, month: 11, day: 24, hour: 9, minute: 30 };
    expect(matchesWall(cronOf("30 9 * * TUE"), wall)).toBe(true);
    expect(matchesWall(cronOf("30 9 * * WED"), wall)).toBe(false);
  });
});
