import { describe, expect, it, vi } from "vitest";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import type { Environment } from "../pipeline/environment.ts";
import { createDaily } from "./daily.ts";

const HOUR_MS = 3_600_000;

function setUp(ledger: Environment["ledger"], work: () => Promise<void>) {
  const clock = { nowMs: 0 };
  const warned: string[] = [];
  const environment = {
    ledger,
    log: { warn: (_: object, text: string) => warned.push(text) },
  } as unknown as Environment;
  const daily = createDaily([{ name: "chore", daily: work }], () => clock.nowMs);
  const come = async () => {
    const works: Promise<unknown>[] = [];
    daily?.(environment, { waitUntil: (promise) => works.push(promise) });
    await Promise.all(works);
  };
  return { clock, come, warned };
}

describe("createDaily", () => {
  it("is nothing where no feature has daily work", () => {
    expect(createDaily([{ name: "other" }])).toBeUndefined();
  });

  it("has it done once per isolate and day without a ledger", async () => {
    let done = 0;
    const { clock, come } = setUp(undefined, async () => void done++);
    await come();
    clock.nowMs = 23 * HOUR_MS;
    await come();
    expect(done).toBe(1);
    clock.nowMs = 24 * HOUR_MS;
    await come();
    expect(done).toBe(2);
  });

  it("has what failed done again an hour later", async () => {
    let tries = 0;
    const fails = async () => {
      if (tries++ === 0) throw new Error("down");
    };
    const { clock, come, warned } = setUp(memoryDedupe({ now: () => clock.nowMs }), fails);
    for (const hour of [0, 0.5, 1, 2, 24]) {
      clock.nowMs = hour * HOUR_MS;
      await come();
    }
    expect(tries).toBe(2);
    expect(warned).toHaveLength(1);
    clock.nowMs = 25.5 * HOUR_MS;
    await come();
    expect(tries).toBe(3);
  });

  it("does not wait for a ledger that does not answer, as whoever came would wait along", async () => {
    vi.useFakeTimers();
    const silent = { ...memoryDedupe(), claim: () => new Promise<never>(() => undefined) };
    const { come, warned } = setUp(silent, async () => undefined);
    const coming = come();
    await vi.advanceTimersByTimeAsync(5_000);
    await coming;
    vi.useRealTimers();
    expect(warned).toHaveLength(1);
  });
});
