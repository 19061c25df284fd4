import { describe, expect, it } from "vitest";
import { type Cron, parseCron } from "./grammar.ts";

const reads = (text: string) => parseCron(text).ok;

function cronOf(text: string): Cron {
  const parsed = parseCron(text);
  if (!parsed.ok) throw new Error(parsed.failure);
  return parsed.value;
}

function values(field: "minute" | "hour" | "month", text: string): readonly number[] | undefined {
  const parsed = cronOf(text)[field];
  return parsed.kind === "any" ? undefined : [...parsed.values];
}

describe("parseCron", () => {
  it("reads values, names, lists, ranges and steps", () => {
    expect(values("minute", "5 * * * *")).toEqual([5]);
    expect(values("minute", "05,1-3,50/5 * * * *")).toEqual([5, 1, 2, 3, 50, 55]);
    expect(values("minute", "*/20 * * * *")).toEqual([0, 20, 40]);
    expect(values("hour", "0 8-17/3 * * *")).toEqual([8, 11, 14, 17]);
    expect(values("month", "0 0 1 jan,Mar-may *")).toEqual([1, 3, 4, 5]);
    expect(cronOf("* * * * *")).toMatchObject({ minute: { kind: "any" }, dayOfWeek: { kind: "any" } });
  });

  it("lets ranges wrap around", () => {
    expect(values("hour", "0 22-2 * * *")).toEqual([22, 23, 0, 1, 2]);
    expect(values("minute", "50-10/10 * * * *")).toEqual([50, 0, 10]);
    expect(values("month", "0 0 1 NOV-2 *")).toEqual([11, 12, 1, 2]);
    expect(cronOf("0 0 * * FRI-MON").dayOfWeek).toMatchObject({ values: new Set([6, 7, 1, 2]) });
    expect(cronOf("0 0 30-2 * *").dayOfMonth).toMatchObject({ values: new Set([30, 31, 1, 2]) });
  });

  it("counts the days of the week from Sunday, 1", () => {
    expect(cronOf("0 0 * * 1").dayOfWeek).toEqual(cronOf("0 0 * * SUN").dayOfWeek);
    expect(cronOf("0 0 * * L").dayOfWeek).toMatchObject({ values: new Set([7]) });
    expect(reads("0 0 * * 0")).toBe(false);
    expect(reads("0 0 * * 8")).toBe(false);
  });

  it("reads the marks of the day fields", () => {
    const day = (text: string) => cronOf(`0 0 ${text} * *`).dayOfMonth;
    expect(day("L")).toEqual({ kind: "last", offset: 0 });
    expect(day("L-30")).toEqual({ kind: "last", offset: 30 });
    expect(day("LW")).toEqual({ kind: "last_weekday", offset: 0 });
    expect(day("L-3W")).toEqual({ kind: "last_weekday", offset: 3 });
    expect(day("15W")).toEqual({ kind: "nearest_weekday", day: 15 });
    const weekday = (text: string) => cronOf(`0 0 * * ${text}`).dayOfWeek;
    expect(weekday("friL")).toEqual({ kind: "last", weekday: 6 });
    expect(weekday("2#1")).toEqual({ kind: "nth", weekday: 2, nth: 1 });
    expect(weekday("MON#5")).toEqual({ kind: "nth", weekday: 2, nth: 5 });
  });

  it("refuses what the platform does not take", () => {
    const fields = ["", "* * * *", "* * * * * *", " * * * * *", "* * * * * ", "*\n* * * *", "@daily"];
    const minutes = [
      "60",
      "-1",
      "1.5",
      "a",
      "*/0",
      "*/60",
      "1-60",
      "1-",
      "-5",
      "1,",
      ",1",
      "*,*",
      "*-5",
      "1/",
      "?",
      "L",
      "JAN",
      "1//2",
      "300",
    ];
    const days = ["0", "32", "L-0", "L-31", "l", "1,L", "L,1", "LW,1", "15w", "0W", "32W", "W", "1-5W", "*/31", "?"];
    const months = ["0", "13", "JA", "JANUARY", "FOO", "*/12"];
    const weekdays = ["0", "MONDAY", "MON#0", "MON#6", "L,MON", "MONl", "6L,1", "2#1,3", "*#1", "*/7", "#1"];
    const all = [
      ...fields,
      ...minutes.map((minute) => `${minute} * * * *`),
      ...minutes.filter((hour) => hour !== "1-60").map((hour) => `0 ${hour} * * *`),
      ...days.map((day) => `0 0 ${day} * *`),
      ...months.map((month) => `0 0 1 ${month} *`),
      ...weekdays.map((weekday) => `0 0 * * ${weekday}`),
    ];
    expect(all.filter(reads)).toEqual([]);
  });

  it("takes tabs and several blanks between fields, and a star in a list as the lowest value", () => {
    expect(reads("*/5\t*  * * *")).toBe(true);
    expect(values("minute", "5,* * * * *")).toEqual([5, 0]);
    expect(values("minute", "5,*/30 * * * *")).toEqual([5, 0, 30]);
  });

  it("says what is wrong", () => {
    const reason = (text: string) => {
      const parsed = parseCron(text);
      return parsed.ok ? undefined : parsed.failure;
    };
    expect(reason("* * * *")).toMatch(/five fields/);
    expect(reason("0 0 * * 0")).toBe('the day of the week is 1 to 7 or SUN to SAT, not "0"');
    expect(reason("*/60 * * * *")).toBe("a step of the minute is 1 to 59, not 60");
    expect(reason("0 0 L-31 * *")).toMatch(/days before the last is 1 to 30/);
  });
});
