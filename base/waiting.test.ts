import { describe, expect, it } from "vitest";
import { FakeClock } from "../kit/fake-clock.ts";
import { atMost, platformClock, within } from "./waiting.ts";

describe("within", () => {
  it("gives what the work gives, and lets go of the timer", async () => {
    const clock = new FakeClock();
    expect(await within(clock, 100, Promise.resolve("value"))).toBe("value");
    await expect(within(clock, 100, Promise.reject(new Error("work")))).rejects.toThrow("work");
    await clock.advance(0);
    expect(clock.waiting).toBe(0);
  });

  it("rejects when the limit has passed, whatever the work does later", async () => {
    const clock = new FakeClock();
    const { promise, reject } = Promise.withResolvers<never>();
    const waiting = expect(within(clock, 100, promise)).rejects.toThrow("no answer within 100 ms");
    await clock.advance(100);
    await waiting;
    reject(new Error("too late to be seen"));
  });
});

describe("atMost", () => {
  it("resolves when the work settles, however it does, and no later than the limit", async () => {
    const clock = new FakeClock();
    await atMost(clock, 100, Promise.reject(new Error("work")));
    const waiting = atMost(clock, 100, new Promise(() => undefined));
    await clock.advance(100);
    expect([await waiting, clock.waiting]).toEqual([undefined, 0]);
    await expect(atMost(clock, -1, Promise.resolve("done before"))).resolves.toBeUndefined();
  });
});

describe("platformClock", () => {
  it("wakes once, unless that is taken back", async () => {
    const woken: string[] = [];
    const takeBack = platformClock.after(0, () => woken.push("taken back"));
    takeBack();
    await new Promise<void>((resolve) => platformClock.after(1, resolve));
    expect(woken).toEqual([]);
    expect(Math.abs(platformClock.now() - Date.now())).toBeLessThan(60_000);
  });
});
