import { describe, expect, it } from "vitest";
import { FakeClock } from "../../kit/fake-clock.ts";
import { sharedClock } from "./shared-clock.ts";

function watched() {
  const fake = new FakeClock();
  let timers = 0;
  const clock = sharedClock({
    now: () => fake.now(),
    after: (delayMs, wake) => {
      timers++;
      return fake.after(delayMs, wake);
    },
  });
  return { fake, clock, timers: () => timers };
}

describe("sharedClock", () => {
  it("wakes each at its own time, once, by one timer at a time", async () => {
    const { fake, clock, timers } = watched();
    const woken: number[] = [];
    for (const delayMs of [30, 30, 50]) clock.after(delayMs, () => woken.push(delayMs));
    expect(timers()).toBe(1);
    await fake.advance(29);
    expect(woken).toEqual([]);
    await fake.advance(1);
    expect(woken).toEqual([30, 30]);
    await fake.advance(100);
    expect(woken).toEqual([30, 30, 50]);
    expect(timers()).toBe(2);
  });

  it("sets a timer of its own only for one that is due before all others", async () => {
    const { fake, clock, timers } = watched();
    const woken: string[] = [];
    clock.after(50, () => woken.push("late"));
    clock.after(10, () => woken.push("early"));
    clock.after(60, () => woken.push("later"));
    expect(timers()).toBe(2);
    await fake.advance(100);
    expect(woken).toEqual(["early", "late", "later"]);
  });

  it("wakes none that was taken back, also by one that is due with it", async () => {
    const { fake, clock } = watched();
    const woken: string[] = [];
    const stops: (() => void)[] = [];
    clock.after(10, () => {
      woken.push("first");
      for (const stop of stops) stop();
    });
    stops.push(clock.after(10, () => woken.push("second")));
    clock.after(5, () => woken.push("never"))();
    await fake.advance(20);
    expect(woken).toEqual(["first"]);
  });

  it("sets no new timer for one that follows another that was taken back", async () => {
    const { fake, clock, timers } = watched();
    let woken = 0;
    for (let index = 0; index < 100; index++) clock.after(30, () => woken++)();
    clock.after(30, () => woken++);
    expect(timers()).toBe(1);
    await fake.advance(30);
    expect(woken).toBe(1);
  });
});
