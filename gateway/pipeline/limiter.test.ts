import { describe, expect, it } from "vitest";
import { takePermit } from "../../kernel/run/limiter.ts";
import { FakeClock } from "../../kit/fake-clock.ts";
import type { RateObject } from "../stores/bound.ts";
import { gatewayLimiter } from "./limiter.ts";

const rate = { key: "orders/save", qps: 2, burst: 3, binding: undefined };

/** Objects as the platform has them, in memory. */
function rateObjects(clock: FakeClock) {
  const fullAtMs = new Map<string, number>();
  const getByName = (name: string): RateObject => ({
    take: async (qps, burst) => {
      const taken = takePermit(fullAtMs.get(name) ?? 0, qps, burst, clock.now());
      fullAtMs.set(name, taken.fullAtMs);
      return taken.waitMs;
    },
  });
  return { getByName };
}

const nothing = () => undefined;

describe("gatewayLimiter", () => {
  it("holds one rate over several isolates", async () => {
    const clock = new FakeClock();
    const objects = rateObjects(clock);
    const isolates = [1, 2, 3].map(() => gatewayLimiter({ objects, bound: nothing, clock }));
    const waits = await Promise.all([...isolates, ...isolates].map((limiter) => limiter.take(rate, clock.now())));
    expect(waits).toEqual([0, 0, 0, 500, 500, 500]);
    await clock.advance(500);
    expect(await isolates[0]?.take(rate, clock.now())).toBe(0);
    expect(await isolates[1]?.take({ ...rate, key: "other" }, clock.now())).toBe(0);
  });

  it("counts in memory where no object is bound", async () => {
    const clock = new FakeClock();
    const limiter = gatewayLimiter({ objects: undefined, bound: nothing, clock });
    const waits = [1, 2, 3, 4].map(() => limiter.take(rate, clock.now()));
    expect(await Promise.all(waits)).toEqual([0, 0, 0, 500]);
  });

  it("asks the platform's binding where the flow names one", async () => {
    const clock = new FakeClock();
    const asked: string[] = [];
    const binding = {
      limit: async ({ key }: { readonly key: string }) => {
        asked.push(key);
        return { success: asked.length === 1 };
      },
    };
    const limiter = gatewayLimiter({
      objects: rateObjects(clock),
      bound: (name) => (name === "RL" ? binding : undefined),
      clock,
    });
    const named = { ...rate, qps: 0.1, binding: "RL" };
    expect(await limiter.take(named, 0)).toBe(0);
    expect(await limiter.take(named, 0)).toBe(10_000);
    expect(asked).toEqual(["orders/save", "orders/save"]);
    await expect(limiter.take({ ...rate, binding: "GONE" }, 0)).rejects.toMatchObject({ failure: { code: "RES105" } });
  });

  it.each<[string, () => Promise<number>]>([
    ["fails", () => Promise.reject(new Error("down"))],
    ["stalls", () => new Promise(() => undefined)],
  ])("lets nothing through when counting %s", async (_name, take) => {
    const clock = new FakeClock();
    const limiter = gatewayLimiter({ objects: { getByName: () => ({ take }) }, bound: nothing, clock });
    const taking = expect(limiter.take(rate, 0)).rejects.toMatchObject({
      failure: { code: "RES105", retry: "transient" },
    });
    await clock.advance(2_000);
    await taking;
  });
});
