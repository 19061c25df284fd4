import { describe, expect, it } from "vitest";
import { flow } from "../kernel/author/flow.ts";
import { node } from "../kernel/author/node.ts";
import { type } from "../kernel/author/schema.ts";
import { makePlan } from "../kernel/plan/make-plan.ts";
import { aRun } from "../kit/handle-of.ts";
import { clock } from "./clock/clock.ts";
import { openHandles } from "./handles.ts";
import { capabilities } from "./index.ts";
import { kv } from "./kv/kv.ts";
import { memoryKv } from "./kv/memory.ts";

const http = { kind: "http", wiring: { kind: "http", method: "POST", path: "/" } };
const plain = node({ input: type<string>(), run: (text) => text });
const reads = node({ input: type<string>(), uses: { orders: kv("ORDERS", "read") }, run: (text) => text });
const waits = node({
  input: type<string>(),
  uses: { orders: kv("ORDERS", "write"), time: clock() },
  run: (text) => text,
});
const inner = flow("inner", "1.0.0").on(http).node("deep", reads).respond("deep");
const outer = flow("outer", "1.0.0")
  .on(http)
  .node("plain", plain)
  .node("reads", reads, { after: "plain" })
  .node("waits", waits, { after: "reads" })
  .node("inner", inner, { after: "waits" })
  .respond("inner");
const plan = makePlan(outer);

function handlesIn(env: Readonly<Record<string, unknown>>) {
  const handles = openHandles(plan, env, capabilities);
  const run = aRun();
  const stepOf = (alias: string) => plan.steps.find((step) => step.alias === alias) ?? plan.steps[0];
  return {
    of: (alias: string) => handles(stepOf(alias) as (typeof plan.steps)[number], run.invocation, run),
    deep: () => {
      const step = stepOf("inner")?.sub?.steps.find(({ alias }) => alias === "deep");
      return handles(step as (typeof plan.steps)[number], run.invocation, run);
    },
  };
}

describe("openHandles", () => {
  const env = { ORDERS: memoryKv() };

  it("gives a node what it declares, under its own names, and nothing else", () => {
    const { of } = handlesIn(env);
    expect(Object.keys(of("plain"))).toEqual([]);
    expect(Object.keys(of("reads"))).toEqual(["orders"]);
    expect(Object.keys(of("waits")).sort()).toEqual(["orders", "time"]);
    expect("put" in (of("reads").orders as object)).toBe(false);
    expect("put" in (of("waits").orders as object)).toBe(true);
  });

  it("gives the same frozen object to every run, but for handles that know their run", () => {
    const { of } = handlesIn(env);
    expect(of("reads")).toBe(of("reads"));
    expect(Object.isFrozen(of("reads")) && Object.isFrozen(of("reads").orders)).toBe(true);
    expect(of("waits")).not.toBe(of("waits"));
    expect(of("waits").orders).toBe(of("waits").orders);
    expect(of("waits").time).not.toBe(of("waits").time);
  });

  it("opens what a subflow uses", () => {
    expect(Object.keys(handlesIn(env).deep())).toEqual(["orders"]);
  });

  it("refuses a step whose binding is not there before its node runs", () => {
    const { of } = handlesIn({});
    expect(() => of("reads")).toThrow("this flow is not ready");
    expect(Object.keys(of("plain"))).toEqual([]);
  });
});
