import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { looseFlow } from "../../testing/loose-flow.ts";
import { flow } from "../author/flow.ts";
import { node } from "../author/node.ts";
import type { TriggerSpec } from "../author/trigger.ts";
import { makePlan } from "./make-plan.ts";
import type { Plan } from "./plan.ts";

const http: TriggerSpec = { kind: "http", wiring: { kind: "http" } };
const queue: TriggerSpec = { kind: "queue", wiring: { kind: "queue" } };
const one = node({ run: (value) => value });

function stepOf(plan: Plan, alias: string) {
  const found = plan.steps.find((step) => step.alias === alias);
  if (!found) throw new Error(`no step ${alias}`);
  return found;
}

describe("makePlan", () => {
  it("does not check a value twice with one schema", () => {
    const Value = v.object({ n: v.number() });
    const first = node({ input: Value, output: Value, run: (value) => value });
    const second = node({ input: first.output, run: (value) => value });
    const other = node({ input: v.object({ n: v.number() }), run: (value) => value });
    const plan = makePlan(
      flow("f", "1.0.0")
        .on(http)
        .node("a", first)
        .node("b", second, { after: "a" })
        .node("c", other, { after: "a" })
        .respond("b"),
    );
    expect(["a", "b", "c"].map((alias) => stepOf(plan, alias).inputChecked)).toEqual([false, true, false]);
  });

  it("checks each item, and what a for_each gives, although the schemas are one", () => {
    const Value = v.unknown();
    const item = node({ input: Value, output: Value, run: (value) => value });
    const list = node({ output: Value, run: () => [] });
    const plan = makePlan(
      looseFlow()
        .node("list", list)
        .forEach("each", item, { over: "list", items: "" })
        .node("all", item, { after: "each" })
        .respond("all"),
    );
    expect(["each", "all"].map((alias) => stepOf(plan, alias).inputChecked)).toEqual([false, false]);
  });

  it("knows the straight path from what meets, forks or is awaited", () => {
    const plan = makePlan(
      looseFlow()
        .node("a", one)
        .node("b", one, { after: "a" })
        .node("c", one, { after: "b" })
        .node("d", one, { after: "b" })
        .node("e", one, { after: ["c", "d"] })
        .node("f", one, { after: "e", timeoutMs: 5 })
        .node("g", one, { after: "f", detached: true })
        .respond("f"),
    );
    const follower = (alias: string) => plan.steps[stepOf(plan, alias).sole]?.alias;
    expect(["http", "a", "b", "c", "e", "f"].map(follower)).toEqual([
      "a",
      "b",
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("counts for each trigger only what that trigger can deliver", () => {
    const plan = makePlan(
      flow("f", "1.0.0").on(http, queue).node("a", one).node("b", one, { after: "a" }).respond("b"),
    );
    const pending = (alias: string) => [...(plan.entries.get(alias)?.pending ?? [])];
    expect(pending("http")).toEqual([0, 0, 1, 1]);
    expect(pending("queue")).toEqual([0, 0, 1, 1]);
    expect(plan.direct.alias).toBe("http");
  });

  it("starts a flow without a trigger at all nodes that nothing leads to", () => {
    const plan = makePlan(
      flow("f", "1.0.0")
        .node("a", one)
        .node("b", one)
        .node("c", one, { after: ["a", "b"] })
        .respond("c"),
    );
    expect(plan.direct.alias).toBe("rpc");
    expect(stepOf(plan, "rpc").hops.map(({ to }) => plan.steps[to]?.alias)).toEqual(["a", "b"]);
  });

  it("detaches all that stands behind a detached edge", () => {
    const plan = makePlan(
      looseFlow()
        .node("a", one)
        .node("b", one, { after: "a", detached: true })
        .node("c", one, { after: "b" })
        .node("d", one, { after: "a" })
        .node("e", one, { after: ["c", "d"] })
        .respond("d"),
    );
    expect(plan.steps.filter(({ detached }) => detached).map(({ alias }) => alias)).toEqual(["b", "c", "e"]);
  });

  it("keeps guards with the steps they are for", () => {
    const plan = makePlan(
      flow("f", "1.0.0", { timeoutMs: 9 })
        .on(http)
        .node("a", node({ timeoutMs: 1, run: () => 1 }))
        .node("b", one, { after: "a" })
        .timeout("b", 2)
        .rateLimit("b", { qps: 3, burst: 4 })
        .onError({ nodes: ["a", "b"], strategy: "retry" })
        .respond("b"),
    );
    expect(plan.timeoutMs).toBe(9);
    expect(stepOf(plan, "a")).toMatchObject({
      simple: false,
      timeoutMs: 1,
      onError: { maxRetries: 3, backoffMs: 100 },
    });
    expect(stepOf(plan, "b")).toMatchObject({ timeoutMs: 2, rate: { key: "f/b", qps: 3, burst: 4 } });
  });

  it("compiles the pointer of a key, and hands a key function on", () => {
    const keyed = (key: string | ((value: unknown) => string)) =>
      node({ effects: "effectful", idempotency: { key }, run: (value) => value });
    const byFunction = () => "k1";
    const plan = makePlan(
      looseFlow()
        .on(http)
        .node("pointer", keyed("/order/id"))
        .node("function", keyed(byFunction), { after: "pointer" })
        .node("malformed", keyed("order"), { after: "function" })
        .node("plain", one, { after: "malformed" })
        .respond("plain"),
    );
    expect(stepOf(plan, "pointer").keyOf?.({ order: { id: 7 } })).toBe(7);
    expect(stepOf(plan, "function").keyOf).toBe(byFunction);
    expect(stepOf(plan, "malformed").keyOf?.({ order: "o1" })).toBeUndefined();
    expect(stepOf(plan, "plain").keyOf).toBeUndefined();
  });
});
