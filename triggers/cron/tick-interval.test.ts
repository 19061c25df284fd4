import { describe, expect, it } from "vitest";
import { tickIntervalMs } from "./tick-interval.ts";

const at = (text: string) => Date.parse(text);

describe("tickIntervalMs", () => {
  it.each([
    ["*/5 * * * *", undefined, "2026-11-24T12:05:00Z", 5 * 60_000],
    ["0 9 * * MON-FRI", undefined, "2026-11-27T09:00:00Z", 3 * 86_400_000],
    ["30 4 * * *", "Europe/Berlin", "2026-10-24T02:30:00Z", 25 * 3_600_000],
    ["0 0 31 2 *", undefined, "2026-11-24T12:05:00Z", 0],
    ["not a cron", undefined, "2026-11-24T12:05:00Z", 0],
    ["*/5 * * * *", "Nowhere/None", "2026-11-24T12:05:00Z", 0],
  ])("of %s in %s at %s is %i ms", (schedule, timezone, tick, ms) => {
    expect(tickIntervalMs({ schedule, ...(timezone && { timezone }) }, at(tick))).toBe(ms);
  });
});
