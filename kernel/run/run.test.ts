import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import { FakeClock, settle } from "../../kit/fake-clock.ts";
import { runFlow } from "../../testing/kernel-run.ts";
import { looseFlow } from "../../testing/loose-flow.ts";
import { flow } from "../author/flow.ts";
import { node } from "../author/node.ts";
import { Reply } from "../author/reply.ts";
import { type } from "../author/schema.ts";
import type { TriggerSpec } from "../author/trigger.ts";
import { type Failure, FlowError } from "../errors/failure.ts";
import { failureOf } from "../outcome.ts";

const http: TriggerSpec = { kind: "http", wiring: { kind: "http" } };
const queue: TriggerSpec = { kind: "queue", wiring: { kind: "queue" } };
const add = (n: number) => node({ input: v.number(), output: v.number(), run: (value) => value + n });
const later = (n: number) => node({ input: v.number(), run: async (value) => value + n });
const never = () => new Promise<never>(() => undefined);
const start = (name = "f") => flow(name, "1.0.0").on(http);

describe("run", () => {
  it("gives the capture node's output", async () => {
    const chain = start().node("a", add(1)).node("b", later(10), { after: "a" }).respond("b");
    expect(await runFlow(chain, 1)).toMatchObject({ kind: "completed", value: 12, stats: { stepsRun: 2, retries: 0 } });
  });

  it("joins in the order of the edges and runs the joined side by side", async () => {
    const running: string[] = [];
    const side = (name: string, order: number) =>
      node({
        input: v.number(),
        run: async (value) => {
          running.push(name);
          for (let turn = 0; turn < order; turn++) await Promise.resolve();
          return value * order;
        },
      });
    const sum = node({ input: type<Record<string, number>>(), run: (all) => Object.entries(all) });
    const fan = start()
      .node("a", add(1))
      .node("x", side("x", 5), { after: "a" })
      .node("y", side("y", 1), { after: "a" })
      .node("sum", sum, { after: ["y", "x"] })
      .respond("sum");
    expect(await runFlow(fan, 1)).toMatchObject({
      value: [
        ["y", 2],
        ["x", 10],
      ],
    });
    expect(running).toEqual(["x", "y"]);
  });

  it("runs only the branch that an if takes, and passes its value on where the branches meet", async () => {
    const ran: string[] = [];
    const mark = (name: string) =>
      node({
        input: type<{ fast: boolean }>(),
        run: () => {
          ran.push(name);
          return name;
        },
      });
    const choice = start()
      .node("in", node({ input: v.object({ fast: v.boolean() }), run: (value) => value }))
      .node("air", mark("air"), { after: "in" })
      .node("land", mark("land"), { after: "in" })
      .node("sort", node({ input: v.string(), run: (by) => `by ${by}` }), { after: "land" })
      .node("out", node({ input: v.string(), run: (by) => by }), { afterAny: ["air", "sort"] })
      .if("in", "/fast", { then: "air", else: "land" })
      .respond("out");
    expect(await runFlow(choice, { fast: false })).toMatchObject({ value: "by land" });
    expect(await runFlow(choice, { fast: true })).toMatchObject({ value: "air" });
    expect(ran).toEqual(["land", "air"]);
  });

  it("is RUN020 when the capture node's branch was not taken", async () => {
    const choice = start()
      .node("in", node({ input: v.object({ kind: v.string() }), run: (value) => value }))
      .node("a", node({ run: () => 1 }), { after: "in" })
      .switch("in", "/kind", { cases: { a: "a" } })
      .respond("a");
    expect(await runFlow(choice, { kind: "a" })).toMatchObject({ kind: "completed", value: 1 });
    expect(await runFlow(choice, { kind: "b" })).toMatchObject({ kind: "failed", failure: { code: "RUN020" } });
  });

  it("is RUN021 when a selector points at nothing", async () => {
    const choice = start()
      .node("in", node({ input: type<{ kind: string }>(), run: (value) => value }))
      .node("a", node({ run: () => 1 }), { after: "in" })
      .switch("in", "/kind", { cases: { a: "a" } })
      .respond("a");
    expect(await runFlow(choice, {})).toMatchObject({ kind: "failed", failure: { code: "RUN021" } });
  });

  it("starts where the trigger that fired starts", async () => {
    const both = flow("f", "1.0.0").on(http, queue).node("a", add(1)).respond("a");
    expect(await runFlow(both, 1, { trigger: "queue" })).toMatchObject({ value: 2 });
  });

  it("collects for_each outputs in item order, at most so many at once", async () => {
    let running = 0;
    let most = 0;
    const item = node({
      input: type<number>(),
      run: async (value) => {
        most = Math.max(most, ++running);
        for (let turn = 0; turn < 10 - value; turn++) await Promise.resolve();
        running--;
        return value * 2;
      },
    });
    const list = start()
      .node("list", node({ run: () => ({ items: [1, 2, 3, 4, 5] }) }))
      .forEach("each", item, { over: "list", items: "/items", concurrency: 2 })
      .respond("each");
    expect(await runFlow(list, null)).toMatchObject({ value: [2, 4, 6, 8, 10] });
    expect(most).toBe(2);
  });

  it("says what a payload lacks, and keeps the same to itself inside the flow", async () => {
    const order = v.object({ id: v.string() });
    const outside = start()
      .node("in", node({ input: order, run: ({ id }) => id }))
      .respond("in");
    expect(await runFlow(outside, { id: 1 })).toMatchObject({
      kind: "failed",
      failure: { code: "SCHEMA101", status: 422, details: { node: "in", issues: [{ path: "/id" }] } },
    });
    const inside = start()
      .node("a", node({ run: () => ({ id: 1 }) as unknown as { id: string } }))
      .node("b", node({ input: order, run: ({ id }) => id }), { after: "a" })
      .respond("b");
    const outcome = await runFlow(inside, null);
    expect(outcome).toMatchObject({ kind: "failed", failure: { code: "SCHEMA102", details: { node: "b" } } });
    expect(JSON.stringify({ ...outcome, failure: { ...failureOf(outcome), cause: 0 } })).not.toContain("issues");
  });

  const raise = (thrown: unknown) => () => {
    throw thrown;
  };
  it.each([
    ["throws", raise(new Error("secret"))],
    ["throws a string", raise("secret")],
    ["throws nothing", raise(undefined)],
    ["rejects", () => Promise.reject(new Error("secret"))],
  ])("is RUN010 without the inner text when a node %s", async (_, fail: () => unknown) => {
    const broken = start()
      .node("a", node({ run: fail }))
      .respond("a");
    const outcome = await runFlow(broken, null);
    expect(outcome).toMatchObject({ kind: "failed", failure: { code: "RUN010", details: { node: "a" } } });
    expect(failureOf(outcome)?.message).toBe("a step failed");
  });

  it("passes on the code and text of a FlowError, and a transient one is for the trigger to retry", async () => {
    const taken = new FlowError("order exists", { code: "ORDER_EXISTS", status: 409 });
    const busy = new FlowError("busy", { retry: "transient", retryAfterMs: 1500 });
    const failing = (error: Error) =>
      start()
        .node("a", node({ run: () => Promise.reject(error) }))
        .respond("a");
    expect(await runFlow(failing(taken), null)).toMatchObject({
      kind: "failed",
      failure: { code: "ORDER_EXISTS", message: "order exists", status: 409 },
    });
    expect(await runFlow(failing(busy), null)).toMatchObject({ kind: "retry", delayMs: 1500 });
  });

  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  it.each([
    ["a cycle", cyclic, /^the output of a, at (\/self){48}…?.*: nested deeper than 64, or cyclic$/],
    ["a bigint", { a: { b: 1n } }, "the output of a, at /a/b: a bigint is not JSON"],
    ["a function", () => 1, "the output of a: a function is not JSON"],
    ["a NaN", [Number.NaN], "the output of a, at /0: NaN is not a JSON number"],
    ["a Map", { found: new Map() }, "the output of a, at /found: a Map is not JSON"],
    ["an error", new TypeError("secret"), "the output of a: a TypeError is not JSON"],
    ["a long name", { ["n".repeat(1_000)]: 1n }, /^the output of a, at \/n{239}…: a bigint is not JSON$/],
  ])("is RUN011 when the result is %s, and tells the operator where and what", async (_, value: unknown, told) => {
    const broken = start()
      .node("a", node({ run: () => value }))
      .respond("a");
    const outcome = await runFlow(broken, null);
    expect(outcome).toMatchObject({ kind: "failed", failure: { code: "RUN011", details: { node: "a" } } });
    const { failure } = outcome as { failure: Failure };
    expect(String((failure.cause as Error).message)).toMatch(told);
    expect(JSON.stringify(failure)).not.toMatch(/Map|bigint|secret/);
  });

  it("keeps what a reply says and hands on its value", async () => {
    const said = node({ output: v.number(), run: () => new Reply(1, { http: { status: 201 } }) });
    const inner = start().node("a", said).node("b", add(1), { after: "a" }).respond("a");
    expect(await runFlow(inner, null)).toMatchObject({ value: 1, annotations: { http: { status: 201 } } });
  });

  it("ends when the guard passes, names the node, and fires the signal", async () => {
    const clock = new FakeClock();
    const fired = vi.fn();
    const stuck = node({
      run: (_input, _uses, { signal }) => {
        signal.addEventListener("abort", fired);
        return never();
      },
    });
    const outcome = runFlow(start().node("a", stuck).respond("a"), null, { clock, timeoutMs: 250 });
    await clock.advance(250);
    expect(await outcome).toMatchObject({
      kind: "cancelled",
      by: "guard",
      failure: { code: "TIME015", message: "deadline of 250 ms passed in node a", details: { timeout_ms: 250 } },
    });
    expect(fired).toHaveBeenCalledOnce();
    expect(clock.waiting).toBe(0);
  });

  it("names the guard that the event was given, not what was left of it", async () => {
    const clock = new FakeClock();
    const stuck = node({ run: never });
    const inner = flow("inner", "1.0.0").node("deep", stuck).respond("deep");
    for (const unit of [stuck, inner]) {
      const outcome = runFlow(start().node("a", unit).respond("a"), null, { clock, timeoutMs: 100, guardMs: 1_000 });
      await clock.advance(100);
      const failure = {
        message: expect.stringMatching(/^deadline of 1000 ms passed in node /),
        details: { timeout_ms: 1_000 },
      };
      expect(await outcome).toMatchObject({ failure });
    }
  });

  it("does not start when the guard has passed or the caller has left", async () => {
    const ran = vi.fn();
    const one = start()
      .node("a", node({ run: ran }))
      .respond("a");
    expect(await runFlow(one, null, { timeoutMs: 0 })).toMatchObject({
      kind: "cancelled",
      by: "guard",
      failure: { code: "TIME015", message: "the deadline passed before the flow started" },
    });
    expect(await runFlow(one, null, { timeoutMs: -1, guardMs: 1_000 })).toMatchObject({
      failure: { message: "deadline of 1000 ms passed before the flow started", details: { timeout_ms: 1_000 } },
    });
    expect(await runFlow(one, null, { signal: AbortSignal.abort() })).toMatchObject({
      kind: "cancelled",
      by: "caller",
    });
    expect(ran).not.toHaveBeenCalled();
  });

  it("ends when the caller leaves", async () => {
    const caller = new AbortController();
    const clock = new FakeClock();
    const outcome = runFlow(
      start()
        .node("a", node({ run: never }))
        .respond("a"),
      0,
      { clock, signal: caller.signal },
    );
    caller.abort();
    expect(await outcome).toMatchObject({ kind: "cancelled", by: "caller", failure: { code: "RUN060" } });
    expect(clock.waiting).toBe(0);
  });

  it("signals the siblings of a node that fails, and does not wait for them", async () => {
    const fired = vi.fn();
    const stuck = node({
      run: (_input, _uses, { signal }) => {
        signal.addEventListener("abort", fired);
        return never();
      },
    });
    const two = start()
      .node("a", node({ run: () => 1 }))
      .node("stuck", stuck, { after: "a" })
      .node("bad", node({ run: () => Promise.reject(new Error("x")) }), { after: "a" })
      .respond("a");
    expect(await runFlow(two, null)).toMatchObject({ kind: "failed", failure: { details: { node: "bad" } } });
    expect(fired).toHaveBeenCalledOnce();
  });

  it("waits for every live branch, but not for a detached one", async () => {
    let release: (value: number) => void = () => undefined;
    const held = node({ run: () => new Promise<number>((resolve) => (release = resolve)) });
    const waiting = start()
      .node("a", node({ run: () => 1 }))
      .node("b", held, { after: "a" });
    let ended = false;
    const outcome = runFlow(waiting.respond("a"), null).finally(() => (ended = true));
    await settle();
    expect(ended).toBe(false);
    release(1);
    expect(await outcome).toMatchObject({ kind: "completed", value: 1 });

    const detached = start()
      .node("a", node({ run: () => 1 }))
      .node("b", held, { after: "a", detached: true });
    const left = await runFlow(detached.respond("a"), null);
    expect(left).toMatchObject({ kind: "completed", value: 1, detached: expect.any(Promise) });
    release(2);
    await ("detached" in left && left.detached);
  });

  it("does not fail when a detached branch does", async () => {
    const bad = node({ run: () => Promise.reject(new Error("x")) });
    const detached = start().node("a", later(1)).node("b", bad, { after: "a", detached: true }).respond("a");
    const outcome = await runFlow(detached, 1);
    expect(outcome).toMatchObject({ kind: "completed", value: 2 });
    await ("detached" in outcome && outcome.detached);
  });

  it("tells an observer of each step, and goes on when the observer throws", async () => {
    const seen: string[] = [];
    const observer = {
      stepFinished: ({ step, status }: { step: { alias: string }; status: string }) => {
        seen.push(`${step.alias} ${status}`);
        throw new Error("broken observer");
      },
    };
    const chain = start().node("a", add(1)).node("b", later(1), { after: "a" }).respond("b");
    expect(await runFlow(chain, 1, { ports: { observer } })).toMatchObject({ value: 3 });
    expect(seen).toEqual(["http ok", "a ok", "b ok"]);
  });

  it("neither overflows on a long or wide flow nor on a long branch that is not taken", async () => {
    const size = 5_000;
    const one = node({ run: (value) => value });
    let long = looseFlow("long").node("n0", node({ run: () => ({ go: false }) }));
    long = long.node("n1", one, { after: "n0" }).node("end", one, { after: "n0" });
    for (let index = 2; index < size; index++) long = long.node(`n${index}`, one, { after: `n${index - 1}` });
    const branched = long.if("n0", "/go", { then: "n1", else: "end" }).respond("end");
    expect(await runFlow(branched, 1)).toMatchObject({ kind: "completed", stats: { stepsRun: 2 } });
    let wide = looseFlow("wide").node("n0", node({ run: () => 1 }));
    for (let index = 1; index < size; index++) wide = wide.node(`n${index}`, one, { after: "n0" });
    expect(await runFlow(wide.respond("n0"), 1)).toMatchObject({ kind: "completed", stats: { stepsRun: size } });
  });
});
