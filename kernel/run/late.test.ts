import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { FakeClock, settle } from "../../kit/fake-clock.ts";
import { runFlow } from "../../testing/kernel-run.ts";
import { looseFlow } from "../../testing/loose-flow.ts";
import { rememberedEffects } from "../../testing/remembered-effects.ts";
import { node } from "../author/node.ts";
import { FlowError } from "../errors/failure.ts";
import { lateOf, type Outcome } from "../outcome.ts";
import type { EffectClaim, Effects } from "../ports.ts";

/** A clock, effects that are remembered, and a keyed node that has its effect at once and ends after `takesMs`. */
function world(takesMs: number) {
  const clock = new FakeClock();
  const remembered = rememberedEffects();
  const done: unknown[] = [];
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
  const slow = node({
    input: v.string(),
    effects: "effectful",
    idempotency: { key: "" },
    run: async (input) => {
      done.push(input);
      await wait(takesMs);
      return `did ${input}`;
    },
  });
  const ports = { effects: remembered.effects };
  return { ...remembered, clock, done, wait, slow, ports };
}

/** Whether nothing of the run works any more. */
async function isDone(outcome: Outcome): Promise<boolean> {
  let done = true;
  const late = lateOf(outcome);
  if (late !== undefined) {
    done = false;
    void late.then(() => {
      done = true;
    });
  }
  await settle();
  return done;
}

describe("an effect that outlives its time", () => {
  it("is held on behind the guard, and known to be done when it ends", async () => {
    const { clock, done, slow, ports, results, heldOn } = world(1_500);
    const made = looseFlow("f").node("slow", slow).respond("slow");
    const running = runFlow(made, "a", { clock, ports, timeoutMs: 1_000 });
    await clock.advance(1_000);
    const outcome = await running;
    expect(outcome).toMatchObject({ kind: "cancelled", by: "guard", late: expect.any(Promise) });
    expect(heldOn).toEqual(["f/slow/a"]);
    expect(await isDone(outcome)).toBe(false);
    expect(await runFlow(made, "a", { clock, ports })).toMatchObject({ kind: "retry", failure: { code: "IDEM103" } });
    await clock.advance(500);
    expect(await isDone(outcome)).toBe(true);
    expect(results.get("f/slow/a")).toEqual({ value: "did a" });
    expect(await runFlow(made, "a", { clock, ports })).toMatchObject({ kind: "completed", value: "did a" });
    expect(done).toEqual(["a"]);
  });

  it("leaves nothing at work where the guard finds none", async () => {
    const { clock } = world(0);
    const made = looseFlow("f")
      .node("pure", node({ run: () => new Promise<never>(() => undefined) }))
      .respond("pure");
    const running = runFlow(made, "a", { clock, timeoutMs: 10 });
    await clock.advance(10);
    expect(lateOf(await running)).toBe(undefined);
  });

  it("is known to be done also behind its node's own timeout, and behind its edge's", async () => {
    for (const limit of ["node", "edge"] as const) {
      const { clock, done, slow, ports, results } = world(300);
      const timed = limit === "node" ? node({ ...slow, timeoutMs: 100 } as never) : slow;
      const made = looseFlow("f")
        .node("first", node({ run: (input: unknown) => input as never }))
        .node("slow", timed, limit === "edge" ? { after: "first", timeoutMs: 100 } : { after: "first" })
        .respond("slow");
      const running = runFlow(made, "a", { clock, ports });
      await clock.advance(100);
      const outcome = await running;
      expect(outcome).toMatchObject({ kind: "retry", failure: { code: "TIME015" }, late: expect.any(Promise) });
      await clock.advance(200);
      expect(await isDone(outcome)).toBe(true);
      expect(results.get("f/slow/a")).toEqual({ value: "did a" });
      expect(done).toEqual(["a"]);
    }
  });

  const retried = (unit: ReturnType<typeof world>["slow"]) =>
    looseFlow("f")
      .node("slow", node({ ...unit, timeoutMs: 100 } as never))
      .onError({ nodes: ["slow"], strategy: "retry", maxRetries: 3, backoffMs: 0 })
      .respond("slow");

  it("is waited for, not tried again, while a try that timed out is at work", async () => {
    const { clock, done, slow, ports } = world(300);
    const running = runFlow(retried(slow), "a", { clock, ports });
    await clock.advance(300);
    expect(await running).toMatchObject({ kind: "completed", value: "did a" });
    expect(done).toEqual(["a"]);
  });

  it("is tried again when the try that timed out heeds its signal", async () => {
    const { clock, wait, ports } = world(0);
    let tries = 0;
    const heeding = node({
      input: v.string(),
      effects: "effectful",
      idempotency: { key: "" },
      timeoutMs: 100,
      run: async (_input, _uses, { signal }) => {
        if (++tries === 3) return "third";
        await Promise.race([wait(10_000), new Promise((_, no) => signal.addEventListener("abort", () => no("out")))]);
        return "never";
      },
    });
    const running = runFlow(retried(heeding as never), "a", { clock, ports });
    await clock.advance(1_000);
    expect(await running).toMatchObject({ kind: "completed", value: "third", stats: { retries: 2 } });
  });

  it("does not begin when its key is answered after the guard", async () => {
    const { clock, wait, done, slow, results, effects } = world(0);
    const slowly: Effects = { claim: (effect) => wait(200).then(() => effects.claim(effect)) };
    const made = looseFlow("f").node("slow", slow).respond("slow");
    const running = runFlow(made, "a", { clock, ports: { effects: slowly }, timeoutMs: 100 });
    await clock.advance(100);
    const outcome = await running;
    await clock.advance(100);
    expect(await isDone(outcome)).toBe(true);
    expect([done, results.size]).toEqual([[], 0]);
  });

  it("is one item of several: those in hand end, and no other begins", async () => {
    for (const end of ["guard", "failure"] as const) {
      const { clock, done, wait, ports, results } = world(0);
      const each = node({
        input: v.string(),
        effects: "effectful",
        idempotency: { key: "" },
        run: async (item) => {
          done.push(item);
          await wait(item === "bad" ? 100 : 150);
          if (item === "bad") throw new FlowError("bad");
          return item;
        },
      });
      const made = looseFlow("f")
        .node("list", node({ run: (input: unknown) => input as readonly string[] }))
        .forEach("each", each, { over: "list", items: "", concurrency: 2 })
        .respond("each");
      const items = end === "guard" ? ["a", "b", "c", "d"] : ["bad", "b", "c", "d"];
      const running = runFlow(made, items, { clock, ports, ...(end === "guard" && { timeoutMs: 100 }) });
      await clock.advance(100);
      const outcome = await running;
      expect(outcome.kind).toBe(end === "guard" ? "cancelled" : "failed");
      await clock.advance(1_000);
      expect(await isDone(outcome)).toBe(true);
      expect(done).toEqual(items.slice(0, 2));
      expect([...results.keys()]).toEqual(end === "guard" ? ["f/each/a", "f/each/b"] : ["f/each/b"]);
    }
  });

  it("is in a subflow", async () => {
    const { clock, slow, ports, results } = world(300);
    const inner = looseFlow("inner").node("slow", slow).respond("slow");
    const made = looseFlow("outer").node("sub", inner).respond("sub");
    const running = runFlow(made, "a", { clock, ports, timeoutMs: 100 });
    await clock.advance(100);
    const outcome = await running;
    expect(outcome).toMatchObject({ failure: { code: "TIME015" } });
    expect(await isDone(outcome)).toBe(false);
    await clock.advance(200);
    expect(await isDone(outcome)).toBe(true);
    expect(results.get("inner/slow/a")).toEqual({ value: "did a" });
  });

  it("is in a branch that nobody waits for, of the flow or of a subflow", async () => {
    const { clock, slow, ports, results } = world(300);
    const pass = node({ run: (input: unknown) => input as never });
    const inner = looseFlow("inner").node("pass", pass).node("slow", slow, { after: "pass", detached: true });
    const plain = inner.respond("pass");
    const outer = looseFlow("outer").node("sub", plain).respond("sub");
    for (const made of [plain, outer]) {
      results.clear();
      const outcome = await runFlow(made, "a", { clock, ports, timeoutMs: 100 });
      expect(outcome).toMatchObject({ kind: "completed", value: "a" });
      await clock.advance(100);
      expect(await isDone(outcome)).toBe(false);
      await clock.advance(200);
      expect(await isDone(outcome)).toBe(true);
      expect(results.get("inner/slow/a")).toEqual({ value: "did a" });
    }
  });

  it("is beside a node that fails", async () => {
    const { clock, wait, slow, ports, results } = world(300);
    const bad = node({ run: () => wait(100).then(() => Promise.reject(new Error("x"))) });
    const made = looseFlow("f")
      .node("a", node({ run: (input: unknown) => input as never }))
      .node("slow", slow, { after: "a" })
      .node("bad", bad, { after: "a" })
      .respond("slow");
    const running = runFlow(made, "a", { clock, ports });
    await clock.advance(100);
    const outcome = await running;
    expect(outcome).toMatchObject({ kind: "failed", late: expect.any(Promise) });
    await clock.advance(300);
    expect(await isDone(outcome)).toBe(true);
    expect(results.get("f/slow/a")).toEqual({ value: "did a" });
  });

  it("frees its key when it fails late, and keeps what is of no use", async () => {
    for (const [end, kept] of [
      [() => Promise.reject(new Error("late")), undefined],
      [() => Number.NaN, { unusable: expect.objectContaining({ code: "RUN011", retry: "permanent" }) }],
    ] as const) {
      const { clock, wait, ports, results } = world(0);
      const effect = node({ effects: "effectful", idempotency: { key: "" }, run: () => wait(300).then(end) });
      const made = looseFlow("f").node("slow", effect).respond("slow");
      const running = runFlow(made, "a", { clock, ports, timeoutMs: 100 });
      await clock.advance(100);
      const outcome = await running;
      await clock.advance(200);
      expect(await isDone(outcome)).toBe(true);
      expect(results.get("f/slow/a")).toEqual(kept);
    }
  });
});

describe("a caller that leaves", () => {
  /** Prepares for 100 ms, has its effect for 100, and tells of it for 100. */
  function threeSteps() {
    const parts = world(100);
    const pause = () =>
      node({
        run: async (input: unknown) => {
          await parts.wait(100);
          return input as never;
        },
      });
    const made = looseFlow("f")
      .node("prepare", pause())
      .node("slow", parts.slow, { after: "prepare" })
      .node("tell", pause(), { after: "slow" })
      .respond("tell");
    return { ...parts, made };
  }

  async function leaving(afterMs: number, options: { carryMs?: number; claimMs?: number } = {}) {
    const { clock, made, done, results, ports, wait, effects } = threeSteps();
    const { carryMs, claimMs = 0 } = options;
    const claim = (effect: Parameters<Effects["claim"]>[0]): Promise<EffectClaim> =>
      claimMs === 0 ? effects.claim(effect) : wait(claimMs).then(() => effects.claim(effect));
    const caller = new AbortController();
    const running = runFlow(made, "a", {
      clock,
      signal: caller.signal,
      ports: { ...ports, effects: { claim } },
      ...(carryMs !== undefined && { carryMs }),
    });
    await clock.advance(afterMs);
    caller.abort();
    await clock.advance(1_000);
    return { outcome: await running, done, results, clock };
  }

  it("ends a run that has begun no effect, at once", async () => {
    const { outcome, done, results, clock } = await leaving(50);
    expect(outcome).toMatchObject({ kind: "cancelled", by: "caller", failure: { code: "RUN060" } });
    expect([done, results.size, clock.waiting]).toEqual([[], 0, 0]);
  });

  it("ends a run while its effect's key is asked for: the key is free again and the effect does not happen", async () => {
    const { outcome, done, results } = await leaving(120, { claimMs: 50 });
    expect(outcome).toMatchObject({ kind: "cancelled", by: "caller" });
    expect([done, results.size]).toEqual([[], 0]);
  });

  it("does not end a run in the middle of its effect, or behind it", async () => {
    for (const afterMs of [150, 250]) {
      const { outcome, done, results, clock } = await leaving(afterMs);
      expect(outcome).toMatchObject({ kind: "completed", value: "did a" });
      expect(done).toEqual(["a"]);
      expect(results.get("f/slow/a")).toEqual({ value: "did a" });
      expect(clock.waiting).toBe(0);
    }
  });

  it("ends a run all the same when it has gone on for as long as it may", async () => {
    const { outcome, done } = await leaving(150, { carryMs: 100 });
    expect(outcome).toMatchObject({
      kind: "cancelled",
      by: "caller",
      failure: { code: "RUN060", message: "the caller left, and node tell was still at work 100 ms later" },
    });
    expect(done).toEqual(["a"]);
  });

  it("does not end a run whose effect is in a subflow, nor one without a key", async () => {
    for (const kind of ["subflow", "unkeyed"] as const) {
      const { clock, slow, ports, done } = world(300);
      const unkeyed = node({ input: v.string(), effects: "effectful", run: slow.run as never });
      const unit = kind === "subflow" ? looseFlow("inner").node("slow", slow).respond("slow") : unkeyed;
      const caller = new AbortController();
      const made = looseFlow("outer").node("sub", unit).respond("sub");
      const running = runFlow(made, "a", { clock, ports, signal: caller.signal });
      await clock.advance(100);
      caller.abort();
      await clock.advance(200);
      expect(await running).toMatchObject({ kind: "completed", value: "did a" });
      expect(done).toEqual(["a"]);
    }
  });

  it("does not end what goes on behind its answer", async () => {
    const { clock, wait, done, slow, ports, results } = world(300);
    const caller = new AbortController();
    const made = looseFlow("f")
      .node("answer", node({ run: (input: unknown) => input as never }))
      .node("prepare", node({ run: (input: unknown) => wait(100).then(() => input) }), {
        after: "answer",
        detached: true,
      })
      .node("slow", slow, { after: "prepare" })
      .respond("answer");
    const outcome = await runFlow(made, "a", { clock, ports, signal: caller.signal });
    expect(outcome.kind).toBe("completed");
    caller.abort();
    await clock.advance(400);
    expect(await isDone(outcome)).toBe(true);
    expect(done).toEqual(["a"]);
    expect(results.get("f/slow/a")).toEqual({ value: "did a" });
  });

  it("ends the stream that it read, but no effect beside it", async () => {
    for (const how of ["signal", "close"] as const) {
      const { clock, slow, ports, results } = world(300);
      let sourceEnded = false;
      const items = node({
        stream: "json",
        run: async function* () {
          try {
            for (;;) yield 1;
          } finally {
            sourceEnded = true;
          }
        },
      });
      const caller = new AbortController();
      const made = looseFlow("f")
        .node("first", node({ run: (input: unknown) => input as never }))
        .node("slow", slow, { after: "first" })
        .node("items", items, { after: "first" })
        .respond("items");
      const outcome = await runFlow(made, "a", { clock, ports, signal: caller.signal });
      if (outcome.kind !== "streaming") throw new Error(`no stream, but ${outcome.kind}`);
      for await (const _ of outcome.stream) break;
      if (how === "signal") caller.abort();
      else outcome.close("left");
      await clock.advance(300);
      expect(await outcome.finished).toMatchObject({ kind: "cancelled", by: "caller", items: 1 });
      expect(sourceEnded).toBe(true);
      expect(results.get("f/slow/a")).toEqual({ value: "did a" });
    }
  });
});
