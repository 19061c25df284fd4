import { expect, describe as group, it } from "vitest";
import { describe } from "./describe.ts";
import { parseCron } from "./grammar.ts";

function told(text: string, timeZone?: string): string {
  const parsed = parseCron(text);
  return parsed.ok ? describe(parsed.value, timeZone) : parsed.failure;
}

group("describe", () => {
  it("tells a schedule in plain English", () => {
    const readings = {
      "* * * * *": "Every minute, UTC.",
      "*/5 * * * *": "Every 5 minutes, UTC.",
      "30 * * * *": "At minute 30, UTC.",
      "0 */3 * * *": "At minute 0 of every 3rd hour, UTC.",
      "* 9-17 * * *": "Every minute of hour 9 to 17, UTC.",
      "5-20/5,40 * * * *": "At minute 5 to 20 in steps of 5 and 40, UTC.",
      "0,30 17,9 * * *": "At 09:00, 09:30, 17:00 and 17:30, UTC.",
      "30 9 * * MON-FRI": "At 09:30 on Monday to Friday, UTC.",
      "0 0 1,15 JAN-MAR,12 *": "At 00:00 on day 1 and 15 of the month in January to March and December, UTC.",
      "0 0 L * *": "At 00:00 on the last day of the month, UTC.",
      "0 0 L-1 * *": "At 00:00 1 day before the last day of the month, UTC.",
      "0 0 LW * *": "At 00:00 on the weekday nearest to the last day of the month, UTC.",
      "0 0 L-3W * *": "At 00:00 on the weekday nearest to 3 days before the last day of the month, UTC.",
      "0 0 15W * *": "At 00:00 on the weekday nearest to day 15 of the month, UTC.",
      "0 0 * * 1": "At 00:00 on Sunday, UTC.",
      "0 0 * * 6L": "At 00:00 on the last Friday of the month, UTC.",
      "0 0 13 * MON#2": "At 00:00 on day 13 of the month or on the 2nd Monday of the month, UTC.",
    };
    expect(Object.fromEntries(Object.keys(readings).map((text) => [text, told(text)]))).toEqual(readings);
  });

  it("names the time zone", () => {
    expect(told("0 9 * * *", "Europe/Paris")).toBe("At 09:00, Europe/Paris.");
  });
});
