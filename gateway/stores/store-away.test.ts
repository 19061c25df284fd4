import { describe, expect, it } from "vitest";
import { awaitedSeconds, awayDelaySeconds } from "./store-away.ts";

const HOUR = 3_600;

describe("what waits for a store", () => {
  it("comes again after 30 seconds, then twice as long each time, then each hour", () => {
    const delays = [1, 2, 3, 7, 8, 9, 100].map(awayDelaySeconds);
    expect(delays).toEqual([30, 60, 120, 1_920, HOUR, HOUR, HOUR]);
  });

  it.each([
    [3, 210],
    [7, 1.05 * HOUR],
    [10, 4.05 * HOUR],
    [30, 24.05 * HOUR],
    [100, 94.05 * HOUR],
  ])("waits as long in all as the guide says of %i retries", (retries, seconds) => {
    expect(Math.abs(awaitedSeconds(retries) - seconds)).toBeLessThanOrEqual(0.01 * HOUR);
  });
});
