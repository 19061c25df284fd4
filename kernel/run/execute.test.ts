import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import { FakeClock } from "../../kit/fake-clock.ts";
import { runFlow } from "../../testing/kernel-run.ts";
import { flow } from "../author/flow.ts";
import { node } from "../author/node.ts";
import { type } from "../author/schema.ts";
import type { TriggerSpec } from "../author/trigger.ts";
import { FlowError } from "../errors/failure.ts";

const http: TriggerSpec = { kind: "http", wiring: { kind: "http" } };
const start = () => flow("f", "1.0.0").on(http);
const never = () => new Promise<never>(() => undefined);

/** Fails the first `times` calls, then gives how often it was called. */
function flaky(times: number, error: unknown = new Error("flaky")) {
  let calls = 0;
  return node({
    input: type<unknown>(),
    run: async () => {
      calls++;
      if (calls <= times) throw error;
      return calls;
    },
  });
}

const write = { hint: "resource::kv::write", effects: "effectful", determinism: "best_effort" } as const;
const store = { kind: "kv", binding: "KV", access: "write", hints: [write], options: {} } as const;

describe("execute, with an error_handler", () => {
  const retried = (unit: ReturnType<typeof flaky>, maxRetries = 3) =>
    start()
      .node("a", unit)
      .onError({ nodes: ["a"], strategy: "retry", maxRetries, backoffMs: 100, jitter: false })
      .respond("a");

  it("retries with exponential backoff and counts the tries", async () => {
    const clock = new FakeClock();
    const startedAtMs = clock.now();
    const outcome = runFlow(retried(flaky(2)), 0, { clock });
    await clock.advance(1_000);
    expect(await outcome).toMatchObject({ kind: "completed", value: 3, stats: { retries: 2 } });
    expect(clock.now() - startedAtMs).toBe(1_000);
    const early = runFlow(retried(flaky(2)), 0, { clock });
    await clock.advance(299);
    expect(clock.waiting).toBeGreaterThan(0);
    await clock.advance(1);
    expect(await early).toMatchObject({ value: 3 });
  });

  it("waits a random share of the backoff with jitter", async () => {
    const clock = new FakeClock();
    const jittered = start()
      .node("a", flaky(1))
      .onError({ nodes: ["a"], strategy: "retry", backoffMs: 100 })
      .respond("a");
    const outcome = runFlow(jittered, 0, { clock, ports: { random: () => 0.25 } });
    await clock.advance(25);
    expect(await outcome).toMatchObject({ value: 2 });
  });

  it("waits as long as the failure asks, if that is longer", async () => {
    const clock = new FakeClock();
    const busy = new FlowError("busy", { retry: "transient", retryAfterMs: 5_000 });
    const outcome = runFlow(retried(flaky(1, busy)), 0, { clock });
    await clock.advance(5_000);
    expect(await outcome).toMatchObject({ value: 2 });
  });

  it("gives up after the last retry, and at once on a permanent failure", async () => {
    const clock = new FakeClock();
    const outcome = runFlow(retried(flaky(9), 2), 0, { clock });
    await clock.advance(10_000);
    expect(await outcome).toMatchObject({ kind: "failed", failure: { code: "RUN010" }, stats: { retries: 2 } });
    const refused = new FlowError("no", { code: "NO", retry: "permanent" });
    expect(await runFlow(retried(flaky(1, refused)), 0)).toMatchObject({
      failure: { code: "NO" },
      stats: { retries: 0 },
    });
  });

  it("does not start a wait that the guard would end", async () => {
    const outcome = runFlow(retried(flaky(1)), 0, { timeoutMs: 100 });
    expect(await outcome).toMatchObject({ kind: "failed", failure: { code: "RUN010" } });
  });

  it("never retries an effectful node without a key, and does with one", async () => {
    const effect = (keyed: boolean) => {
      let calls = 0;
      return node({
        input: v.object({ id: v.string() }),
        uses: { store },
        ...(keyed && { idempotency: { key: "/id" } }),
        run: async () => {
          calls++;
          if (calls === 1) throw new Error("once");
          return calls;
        },
      });
    };
    const build = (keyed: boolean) =>
      start()
        .node("a", effect(keyed))
        .onError({ nodes: ["a"], strategy: "retry", backoffMs: 0 })
        .respond("a");
    const clock = new FakeClock();
    expect(await runFlow(build(false), { id: "1" })).toMatchObject({ kind: "failed", stats: { retries: 0 } });
    const outcome = runFlow(build(true), { id: "1" }, { clock });
    await clock.advance(1);
    expect(await outcome).toMatchObject({ kind: "completed", value: 2 });
  });

  it("lets the other branches go on with continue, and drops what follows", async () => {
    const ran = vi.fn();
    const going = start()
      .node("in", node({ run: () => 1 }))
      .node("bad", flaky(9), { after: "in" })
      .node("behind", node({ run: ran }), { after: "bad" })
      .node("good", node({ run: () => 2 }), { after: "in" })
      .node("all", node({ run: (joined) => joined }), { after: ["bad", "good"], live: true })
      .onError({ nodes: ["bad"], strategy: "continue" })
      .respond("all");
    expect(await runFlow(going, 0)).toMatchObject({ kind: "completed", value: { good: 2 } });
    expect(ran).not.toHaveBeenCalled();
  });

  it("ends a wait when the caller leaves", async () => {
    const clock = new FakeClock();
    const caller = new AbortController();
    const outcome = runFlow(retried(flaky(1)), 0, { clock, signal: caller.signal });
    await clock.advance(10);
    caller.abort();
    expect(await outcome).toMatchObject({ kind: "cancelled", by: "caller" });
    await clock.advance(0);
    expect(clock.waiting).toBe(0);
  });
});

describe("execute, with timeouts", () => {
  it("is TIME015 when a node takes longer than its own timeout, and fires its signal", async () => {
    const clock = new FakeClock();
    const fired = vi.fn();
    const slow = node({
      timeoutMs: 50,
      run: (_input, _uses, { signal }) => {
        signal.addEventListener("abort", fired);
        return never();
      },
    });
    const outcome = runFlow(start().node("slow", slow).respond("slow"), 0, { clock });
    await clock.advance(50);
    expect(await outcome).toMatchObject({
      kind: "retry",
      failure: { code: "TIME015", message: "deadline of 50 ms passed in node slow" },
    });
    expect(fired).toHaveBeenCalledOnce();
  });

  it("tries again after a timeout, each try with its own", async () => {
    const clock = new FakeClock();
    let calls = 0;
    const once = node({ run: () => (++calls === 1 ? never() : Promise.resolve(calls)) });
    const timed = start()
      .node("a", once)
      .timeout("a", 50)
      .onError({ nodes: ["a"], strategy: "retry", backoffMs: 10, jitter: false })
      .respond("a");
    const outcome = runFlow(timed, 0, { clock });
    await clock.advance(60);
    expect(await outcome).toMatchObject({ value: 2, stats: { retries: 1 } });
  });

  it("counts an edge's timeout from delivery, over all tries", async () => {
    const clock = new FakeClock();
    const edge = start()
      .node("in", node({ run: () => 1 }))
      .node("a", node({ run: never }), { after: "in", timeoutMs: 30 })
      .respond("a");
    const outcome = runFlow(edge, 0, { clock });
    await clock.advance(30);
    expect(await outcome).toMatchObject({ kind: "retry", failure: { code: "TIME015", details: { node: "a" } } });
  });

  it("passes the run's own end on to a node with a timeout", async () => {
    const clock = new FakeClock();
    const fired = vi.fn();
    const slow = node({
      timeoutMs: 500,
      run: (_input, _uses, { signal }) => {
        signal.addEventListener("abort", fired);
        return never();
      },
    });
    const outcome = runFlow(start().node("slow", slow).respond("slow"), 0, { clock, timeoutMs: 20 });
    await clock.advance(20);
    expect(await outcome).toMatchObject({ kind: "cancelled", by: "guard" });
    expect(fired).toHaveBeenCalledOnce();
  });

  it("clears its timer when the node is done, or throws at once", async () => {
    const clock = new FakeClock();
    const quick = node({ timeoutMs: 50, run: () => 1 });
    expect(await runFlow(start().node("a", quick).respond("a"), 0, { clock })).toMatchObject({ value: 1 });
    const bad = node({
      timeoutMs: 50,
      run: () => {
        throw new Error("bad");
      },
    });
    expect(await runFlow(start().node("a", bad).respond("a"), 0, { clock })).toMatchObject({ kind: "failed" });
    expect(clock.waiting).toBe(0);
  });
});

describe("execute, with a rate_limit", () => {
  it("refuses with RATE101 and when to come back, over all runs of the limiter", async () => {
    const limited = start()
      .node("a", node({ run: () => 1 }))
      .rateLimit("a", { qps: 2, burst: 1 })
      .respond("a");
    const clock = new FakeClock();
    const { memoryLimiter } = await import("./limiter.ts");
    const ports = { limiter: memoryLimiter() };
    expect(await runFlow(limited, 0, { clock, ports })).toMatchObject({ kind: "completed" });
    expect(await runFlow(limited, 0, { clock, ports })).toMatchObject({
      kind: "retry",
      delayMs: 500,
      failure: { code: "RATE101", status: 429 },
    });
    await clock.advance(500);
    expect(await runFlow(limited, 0, { clock, ports })).toMatchObject({ kind: "completed" });
  });

  it("lets the items of a for_each wait for their permits", async () => {
    const clock = new FakeClock();
    const paced = start()
      .node("list", node({ run: () => ({ items: [1, 2, 3] }) }))
      .forEach("each", node({ input: v.number(), run: (n) => n * 2 }), { over: "list", items: "/items" })
      .rateLimit("each", { qps: 10, burst: 1 })
      .respond("each");
    const outcome = runFlow(paced, 0, { clock });
    await clock.advance(200);
    expect(await outcome).toMatchObject({ value: [2, 4, 6] });
  });
});

describe("execute, with for_each", () => {
  const list = (items: unknown) => start().node("list", node({ run: () => ({ items }) as { items: number[] } }));
  const failing = node({
    input: type<number>(),
    run: async (n) => {
      if (n === 2) throw new FlowError("two", { code: "TWO" });
      return n;
    },
  });

  it("fails as a whole when an item fails, and starts no more of them", async () => {
    const ran: number[] = [];
    const watched = node({
      input: type<number>(),
      run: async (n) => {
        ran.push(n);
        if (n === 1) throw new FlowError("one", { code: "ONE" });
        return n;
      },
    });
    const each = list([1, 2, 3, 4]).forEach("each", watched, { over: "list", items: "/items", concurrency: 1 });
    expect(await runFlow(each.respond("each"), 0)).toMatchObject({ kind: "failed", failure: { code: "ONE" } });
    expect(ran).toEqual([1]);
  });

  it("keeps the place of a failed item with continue, as null", async () => {
    const each = list([1, 2, 3])
      .forEach("each", failing, { over: "list", items: "/items" })
      .onError({ nodes: ["each"], strategy: "continue" });
    expect(await runFlow(each.respond("each"), 0)).toMatchObject({ value: [1, null, 3] });
  });

  it("is RUN021 when there is no array", async () => {
    const each = list("none").forEach("each", failing, { over: "list", items: "/items" });
    expect(await runFlow(each.respond("each"), 0)).toMatchObject({ kind: "failed", failure: { code: "RUN021" } });
  });

  it("gives an empty array for none, and each item's value, not its reply", async () => {
    const { Reply } = await import("../author/reply.ts");
    const said = node({ input: type<number>(), run: (n) => new Reply(n, { http: {} }) });
    const empty = list([]).forEach("each", said, { over: "list", items: "/items" }).respond("each");
    const one = list([7]).forEach("each", said, { over: "list", items: "/items" }).respond("each");
    expect(await runFlow(empty, 0)).toMatchObject({ value: [] });
    expect(await runFlow(one, 0)).toMatchObject({ value: [7] });
  });

  it("runs a subflow per item", async () => {
    const inner = flow("inner", "1.0.0").node("double", node({ input: v.number(), run: (n) => n * 2 }));
    const each = list([1, 2]).forEach("each", inner.respond("double"), { over: "list", items: "/items" });
    expect(await runFlow(each.respond("each"), 0)).toMatchObject({ value: [2, 4] });
  });
});
