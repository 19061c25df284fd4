import { describe, expect, it } from "vitest";
import { createLane } from "./lane.ts";

describe("createLane", () => {
  it("runs at most so many tasks at once, in the order in which they came", async () => {
    const lane = createLane(4);
    let running = 0;
    let most = 0;
    const began: number[] = [];
    const task = (index: number) => async () => {
      began.push(index);
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1 + (index % 3)));
      running--;
      return index;
    };
    const indices = Array.from({ length: 25 }, (_, index) => index);
    expect(await Promise.all(indices.map((index) => lane(task(index))))).toEqual(indices);
    expect(began).toEqual(indices);
    expect(most).toBe(4);
  });

  it("goes on after a task that fails", async () => {
    const lane = createLane(1);
    const failing = lane(() => Promise.reject(new Error("first")));
    const next = lane(async () => "second");
    await expect(failing).rejects.toThrow("first");
    await expect(next).resolves.toBe("second");
  });
});
