import { describe, expect, expectTypeOf, it } from "vitest";
import { FlowError } from "../../kernel/errors/failure.ts";
import { handleOf } from "../../kit/handle-of.ts";
import { reasonOf } from "../../testing/contracts/open.ts";
import { stateContract } from "../../testing/contracts/state.ts";
import type { StateAlarms, StateHandle, StateObject, StateReader } from "./handle.ts";
import { memoryState } from "./memory.ts";
import { memoryObjects } from "./memory-objects.ts";
import { objects, state } from "./state.ts";

const shared = memoryState();
stateContract("memory", () => shared);

describe("state", () => {
  it("types its handle by the access and the alarm asked for", () => {
    expectTypeOf(handleOf(state("S", "read"), shared)).toEqualTypeOf<StateReader>();
    expectTypeOf(handleOf(state("S", "write"), shared)).toEqualTypeOf<StateHandle<StateObject>>();
    const timers = handleOf(state("S", "write", { alarm: "Q" }), shared);
    expectTypeOf(timers).toEqualTypeOf<StateHandle<StateObject & StateAlarms>>();
    expect("setAlarm" in timers.at("x")).toBe(true);
  });

  it("says when the queue for its alarms is not there", async () => {
    const store = memoryState();
    const without = {
      ...store,
      at: (key: string) => ({ ...store.at(key), setAlarm: async () => "no_such_queue" as const }),
    };
    const timers = handleOf(state("S", "write", { alarm: "Q" }), without);
    expect(await reasonOf(timers.at("x").setAlarm(1, {}))).toBe("not_found");
  });

  it.each([
    [{ overloaded: true, retryable: true }, "rate_limited"],
    [{ retryable: true }, "unavailable"],
    [{}, "unavailable"],
  ] as const)("maps an error of the platform with %o", async (marks, reason) => {
    const failing = async () => {
      throw Object.assign(new Error("Durable Object storage operation exceeded timeout"), marks);
    };
    const namespace = { getByName: () => ({ read: failing }) };
    expect(await reasonOf(handleOf(state("S", "read"), namespace).at("x").get("a"))).toBe(reason);
  });
});

describe("objects", () => {
  class Counter {
    #count = 0;
    readonly limit = 3;
    increment(by: number): number {
      this.#count += by;
      if (this.#count > this.limit) throw new FlowError("full", { code: "COUNTER_FULL" });
      return this.#count;
    }
  }
  const open = () =>
    handleOf(
      objects<Counter>("C", "write"),
      memoryObjects(() => new Counter()),
    );

  it("calls the methods of your own class, by key", async () => {
    const counters = open();
    expect(await counters.at("a").increment(2)).toBe(2);
    expect(await counters.at("a").increment(1)).toBe(3);
    expect(await counters.at("b").increment(1)).toBe(1);
    expectTypeOf(counters.at("a")).toEqualTypeOf<{ readonly increment: (by: number) => Promise<number> }>();
  });

  it("lets the class's own errors through", async () => {
    await expect(open().at("a").increment(9)).rejects.toThrow("full");
  });

  it("is no promise, so that it can be returned from async code", async () => {
    const counter = await Promise.resolve(open().at("a"));
    expect(await counter.increment(1)).toBe(1);
  });

  it("says which method is not there", async () => {
    const counter = open().at("a") as unknown as { decrement(): Promise<number> };
    await expect(counter.decrement()).rejects.toThrow("decrement");
  });
});
