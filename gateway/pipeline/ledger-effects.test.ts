import { describe, expect, it } from "vitest";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import { node } from "../../kernel/author/node.ts";
import { FlowError } from "../../kernel/errors/failure.ts";
import { FakeClock } from "../../kit/fake-clock.ts";
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
});
