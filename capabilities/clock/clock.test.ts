import { describe, expect, it } from "vitest";
import { handleOf } from "../../kit/handle-of.ts";
import { timeContract } from "../../testing/contracts/time.ts";
import { clock } from "./clock.ts";
import { memoryClock } from "./memory.ts";

timeContract("memory", () => {
  const time = memoryClock(1000);
  return { bound: time, pass: async (ms) => time.advance(ms) };
});
timeContract("the platform", () => ({ bound: undefined, pass: async () => undefined }));

describe("memoryClock", () => {
  it("stands still until it is moved, and wakes what is due in its order", async () => {
    const time = memoryClock(1000);
    const handle = handleOf(clock(), time);
    const woken: string[] = [];
    const sleep = async (name: string, ms: number) => {
      await handle.sleep(ms);
      woken.push(`${name}@${handle.now()}`);
    };
    const all = [sleep("late", 30), sleep("early", 10), sleep("never", 31)];
    // A sleep begins once its promise has been asked for.
    await Promise.resolve();
    time.advance(30);
    await Promise.all(all.slice(0, 2));
    expect(woken.map((name) => name.split("@")[0])).toEqual(["early", "late"]);
    expect(handle.now()).toBe(1030);
  });
});
