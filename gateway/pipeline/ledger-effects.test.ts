import { describe, expect, it } from "vitest";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import { node } from "../../kernel/author/node.ts";
import { FlowError } from "../../kernel/errors/failure.ts";
import { FakeClock, settle } from "../../kit/fake-clock.ts";
import { runFlow } from "../../testing/kernel-run.ts";
import { looseFlow } from "../../testing/loose-flow.ts";
import { ledgerEffects } from "./ledger-effects.ts";

/** A keyed effect that counts what it does, before a step that fails once. */
function counting(ttlMs = 60_000) {
  const counts = { effects: 0, failuresLeft: 1 };
  const effect = node({
    effects: "effectful",
    idempotency: { key: "", ttlMs },
    run: () => ({ nth: ++counts.effects }),
  });
  const after = node({
    run: (input: unknown) => {
      if (counts.failuresLeft-- > 0) throw new FlowError("later", { retry: "transient" });
      return input as never;
    },
  });
  return {
    counts,
    made: looseFlow("f").node("effect", effect).node("after", after, { after: "effect" }).respond("after"),
  };
}

function setUp(ledger?: (store: DedupeStore) => DedupeStore) {
  const clock = new FakeClock();
  const store = memoryDedupe({ now: clock.now });
  return { clock, ports: { effects: ledgerEffects(ledger?.(store) ?? store, clock) } };
}

describe("ledgerEffects", () => {
  it("uses the stored output where a run is tried again", async () => {
    const { clock, ports } = setUp();
    const { counts, made } = counting();
    expect((await runFlow(made, "k", { clock, ports })).kind).toBe("retry");
    expect(await runFlow(made, "k", { clock, ports })).toMatchObject({ kind: "completed", value: { nth: 1 } });
    expect(counts.effects).toBe(1);
  });

  it("forgets with the node's own time to live", async () => {
    const { clock, ports } = setUp();
    const { counts, made } = counting(1_000);
    await runFlow(made, "k", { clock, ports });
    await clock.advance(1_000);
    await runFlow(made, "k", { clock, ports });
    expect(counts.effects).toBe(2);
  });

  it("goes on when the ledger does not take the result, whose key is free with its lease", async () => {
    const { clock, ports } = setUp((store) => ({ ...store, complete: () => Promise.reject(new Error("down")) }));
    const { counts, made } = counting();
    counts.failuresLeft = 0;
    expect((await runFlow(made, "k", { clock, ports })).kind).toBe("completed");
    expect(await runFlow(made, "k", { clock, ports })).toMatchObject({ kind: "retry", failure: { code: "IDEM103" } });
    await clock.advance(32_000);
    expect((await runFlow(made, "k", { clock, ports })).kind).toBe("completed");
    expect(counts.effects).toBe(2);
  });

  it("does nothing while the ledger is away", async () => {
    const { clock, ports } = setUp((store) => ({ ...store, claim: () => Promise.reject(new Error("down")) }));
    const { counts, made } = counting();
    expect(await runFlow(made, "k", { clock, ports })).toMatchObject({ kind: "retry", failure: { code: "RES105" } });
    expect(counts.effects).toBe(0);
  });

  it("says of an output that was no use, in any other run, which run did the effect", async () => {
    const { clock, ports } = setUp();
    let effects = 0;
    const odd = node({
      effects: "effectful",
      idempotency: { key: "" },
      run: () => ({ nth: ++effects, not: Number.NaN }),
    });
    const made = looseFlow("f").node("effect", odd).respond("effect");
    const first = await runFlow(made, "k", { clock, ports });
    expect(first).toMatchObject({ kind: "failed", failure: { code: "RUN011" } });
    const again = await runFlow(made, "k", { clock, ports });
    expect(again).toMatchObject({
      kind: "failed",
      failure: { code: "RUN011", retry: "permanent", status: 500, details: { node: "effect" } },
    });
    expect(String("failure" in again && again.failure.cause)).toContain("01890000-0000-7000-8000-000000000000");
    expect(effects).toBe(1);
  });

  it("does not do an effect again whose output is too large to keep, though the first run could use it", async () => {
    const { clock, ports } = setUp();
    let effects = 0;
    const large = node({
      effects: "effectful",
      idempotency: { key: "" },
      run: () => ({ nth: ++effects, text: "ä".repeat(500_000) }),
    });
    const made = looseFlow("f")
      .node("large", large)
      .node("nth", node({ run: (input: unknown) => (input as { nth: number }).nth as never }), { after: "large" })
      .respond("nth");
    expect(await runFlow(made, "k", { clock, ports })).toMatchObject({ kind: "completed", value: 1 });
    expect(await runFlow(made, "k", { clock, ports })).toMatchObject({
      kind: "failed",
      failure: { code: "IDEM104", retry: "permanent", details: { node: "large" } },
    });
    expect(effects).toBe(1);
  });

  it("keeps of an object with its own form what JSON has of it", async () => {
    const { clock, ports } = setUp();
    const dated = node({
      effects: "effectful",
      idempotency: { key: "" },
      run: () => ({ at: new URL("https://a.test") }),
    });
    const made = looseFlow("f")
      .node("dated", dated as never)
      .respond("dated");
    await runFlow(made, "k", { clock, ports });
    expect(await runFlow(made, "k", { clock, ports })).toMatchObject({ value: { at: "https://a.test/" } });
  });

  it("holds a key on for as long as its node outlives the guard", async () => {
    const { clock, ports } = setUp();
    let effects = 0;
    const slow = node({
      effects: "effectful",
      idempotency: { key: "" },
      run: async () => {
        effects++;
        await new Promise<void>((resolve) => void clock.after(15_000, resolve));
        return "done";
      },
    });
    const made = looseFlow("f").node("slow", slow).respond("slow");
    const running = runFlow(made, "k", { clock, ports, timeoutMs: 1_000 });
    // The key's digest is made outside the clock.
    while (effects === 0) await settle();
    await clock.advance(1_000);
    expect((await running).kind).toBe("cancelled");
    for (let second = 1; second < 14; second++) {
      await clock.advance(1_000);
      expect(await runFlow(made, "k", { clock, ports })).toMatchObject({ kind: "retry", failure: { code: "IDEM103" } });
    }
    await clock.advance(1_000);
    expect(await runFlow(made, "k", { clock, ports })).toMatchObject({ kind: "completed", value: "done" });
    expect([effects, clock.waiting]).toEqual([1, 0]);
  });

  it("keeps what came of an effect also when its lease is over, unless another has it by then", async () => {
    for (const claimed of [false, true]) {
      const { clock, ports } = setUp();
      let effects = 0;
      const work = Promise.withResolvers<string>();
      const slow = node({
        effects: "effectful",
        idempotency: { key: "" },
        run: () => (++effects === 1 ? work.promise : "second"),
      });
      const made = looseFlow("f").node("slow", slow).respond("slow");
      // A busy isolate: its timers wait, and with them its guard.
      const stuck = new FakeClock();
      const first = runFlow(made, "k", { clock: stuck, ports, timeoutMs: 1_000 });
      while (effects === 0) await settle();
      await clock.advance(10_000);
      if (claimed) expect(await runFlow(made, "k", { clock, ports })).toMatchObject({ value: "second" });
      work.resolve("first");
      expect(await first).toMatchObject({ kind: "completed", value: "first" });
      expect(await runFlow(made, "k", { clock, ports })).toMatchObject({ value: claimed ? "second" : "first" });
      expect(effects).toBe(claimed ? 2 : 1);
    }
  });
});
