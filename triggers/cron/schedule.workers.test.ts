import { describe, expect, it } from "vitest";
import { zoneClock } from "./calendar.ts";
import { parseCron } from "./grammar.ts";
import { nextTicks } from "./schedule.ts";

/** When 09:00 is next, after noon UTC of a summer's and a winter's day. */
function nineOClock(timeZone: string): readonly string[] {
  const parsed = parseCron("0 9 * * *");
  const clock = zoneClock(timeZone);
  if (!(parsed.ok && clock)) return [];
  return ["2026-07-01T12:00Z", "2026-12-01T12:00Z"].flatMap((from) =>
    nextTicks(parsed.value, Date.parse(from), 1, clock).map((tick) => new Date(tick).toISOString().slice(5, 16)),
  );
}

describe("zoneClock", () => {
  it("knows the time zones and their daylight saving in workerd too", () => {
    expect(nineOClock("Europe/Paris")).toEqual(["07-02T07:00", "12-02T08:00"]);
    expect(nineOClock("America/New_York")).toEqual(["07-01T13:00", "12-01T14:00"]);
    expect(nineOClock("Asia/Kolkata")).toEqual(["07-02T03:30", "12-02T03:30"]);
    expect(nineOClock("Mars/Base")).toEqual([]);
  });
});
