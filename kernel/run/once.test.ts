import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../kit/fake-clock.ts";
import { runFlow } from "../../testing/kernel-run.ts";
import { looseFlow } from "../../testing/loose-flow.ts";
import { rememberedEffects } from "../../testing/remembered-effects.ts";
import type { Flow } from "../author/definition.ts";
import { node } from "../author/node.ts";
import { Reply } from "../author/reply.ts";
import { FlowError } from "../errors/failure.ts";
import type { Effects } from "../ports.ts";

/** A keyed effect that counts, and a step behind it that fails as often as told. */
function charging(failures: number, charge: (input: { id: string }) => unknown = ({ id }) => ({ charged: id })) {
  const counts = { charged: 0, failuresLeft: failures };
  const effect = node({
    input: v.object({ id: v.string() }),
    effects: "effectful",
    idempotency: { key: "/id" },
    run: (input) => {
      counts.charged++;
      return charge(input);
    },
  });
  const after = node({
    run: (input: unknown) => {
      if (counts.failuresLeft-- > 0) throw new FlowError("later", { retry: "transient" });
      return input as never;
    },
  });
  const made: Flow<never, unknown> = looseFlow("pay")
    .node("charge", effect)
    .node("after", after, { after: "charge" })
    .respond("after");
  return { made, counts };
}

describe("once", () => {
  it("does a keyed effect once over two tries of a run, and hands on its first output", async () => {
    const { effects } = rememberedEffects();
    const { made, counts } = charging(1);
    expect((await runFlow(made, { id: "a" }, { ports: { effects } })).kind).toBe("retry");
    expect(await runFlow(made, { id: "a" }, { ports: { effects } })).toMatchObject({
      kind: "completed",
      value: { charged: "a" },
    });
    expect(counts.charged).toBe(1);
    await runFlow(made, { id: "b" }, { ports: { effects } });
    expect(counts.charged).toBe(2);
  });

  it("runs each time without the port", async () => {
    const { made, counts } = charging(1);
    await runFlow(made, { id: "a" });
    await runFlow(made, { id: "a" });
    expect(counts.charged).toBe(2);
  });

  it("keeps what a reply says, and no value apart from null", async () => {
    for (const value of [undefined, null, 0]) {
      const { effects } = rememberedEffects();
      const effect = node({
        effects: "effectful",
        idempotency: { key: "" },
        run: () => new Reply(value, { http: { status: 201 } }) as never,
      });
      const made = looseFlow("one").node("effect", effect).respond("effect");
      const first = await runFlow(made, "k", { ports: { effects } });
      expect(first).toMatchObject({ kind: "completed", value, annotations: { http: { status: 201 } } });
      const stats = { stepsRun: 1, retries: 0, kept: ["effect"] };
      expect(await runFlow(made, "k", { ports: { effects } })).toEqual({ ...first, stats });
    }
  });

  it("sends a run back while another has the effect in hand", async () => {
    const { effects, results } = rememberedEffects();
    const { made, counts } = charging(0);
    results.set("pay/charge/a", "in_flight");
    expect(await runFlow(made, { id: "a" }, { ports: { effects } })).toMatchObject({
      kind: "retry",
      delayMs: 700,
      failure: { code: "IDEM103", details: { node: "charge" } },
    });
    expect(counts.charged).toBe(0);
  });

  it("frees the key of an effect that failed", async () => {
    const { effects, results } = rememberedEffects();
    const failing = charging(0, () => Promise.reject(new FlowError("no")));
    expect((await runFlow(failing.made, { id: "a" }, { ports: { effects } })).kind).toBe("failed");
    expect([...results]).toEqual([]);
  });

  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  const throwing = {
    toJSON: () => {
      throw new Error("no");
    },
  };
  const stream = async function* () {};
  it.each([
    ["NaN", () => Number.NaN],
    ["a BigInt inside", () => ({ list: [1n] })],
    ["a cycle", () => cyclic],
    ["a Map", () => new Map()],
    ["a toJSON that throws", () => throwing],
    ["a toJSON that gives no JSON", () => ({ toJSON: () => 1n })],
    ["a stream that was not declared", stream],
    ["a promise of a function", async () => () => 1],
    ["NaN in a reply", () => new Reply(Number.NaN, {})],
    ["a reply that says what is not JSON", () => new Reply(1, { http: { status: 1n } })],
  ])("does not do an effect again whose output was %s, and fails the same way", async (_, give) => {
    const { effects } = rememberedEffects();
    const { made, counts } = charging(0, give);
    const first = await runFlow(made, { id: "a" }, { ports: { effects } });
    expect(first).toMatchObject({
      kind: "failed",
      failure: { code: "RUN011", retry: "permanent", details: { node: "charge" } },
    });
    expect(await runFlow(made, { id: "a" }, { ports: { effects } })).toEqual(first);
    expect(counts.charged).toBe(1);
  });

  /** A keyed effect whose output is checked by `output`, under an error handler. */
  function checkedBy(output: v.GenericSchema, strategy: "retry" | "continue") {
    const counts = { charged: 0 };
    const effect = node({
      output,
      effects: "effectful",
      idempotency: { key: "" },
      run: () => ({ nth: ++counts.charged }) as never,
    });
    const made = looseFlow("checked")
      .node("charge", effect)
      .node("after", node({ run: () => "after" }))
      .onError({ nodes: ["charge"], strategy, maxRetries: 3, backoffMs: 0 })
      .respond("after");
    return { made, counts };
  }

  it.each([
    ["misses its schema", v.object({ nth: v.string() }), "SCHEMA102"],
    [
      "breaks its schema",
      v.pipe(
        v.any(),
        v.check(() => JSON.parse("}")),
      ),
      "RUN010",
    ],
  ])("neither retries nor repeats an effect whose output %s", async (_, output, code) => {
    const { effects } = rememberedEffects();
    const { made, counts } = checkedBy(output, "retry");
    const first = await runFlow(made, "k", { ports: { effects } });
    expect(first).toMatchObject({ kind: "failed", failure: { code, retry: "permanent" } });
    expect(await runFlow(made, "k", { ports: { effects } })).toMatchObject({ kind: "failed", failure: { code } });
    expect(counts.charged).toBe(1);
  });

  it("lets an output that cannot be used pass each time, where the handler says so", async () => {
    const { effects } = rememberedEffects();
    const { made, counts } = checkedBy(v.object({ nth: v.string() }), "continue");
    for (const _ of ["first", "again"]) {
      expect(await runFlow(made, "k", { ports: { effects } })).toMatchObject({ kind: "completed", value: "after" });
    }
    expect(counts.charged).toBe(1);
  });

  it("leaves the key of an effect that does not end to its lease", async () => {
    const clock = new FakeClock();
    const { effects, results } = rememberedEffects();
    const { made } = charging(0, () => new Promise(() => undefined));
    const running = runFlow(made, { id: "a" }, { ports: { effects }, clock, timeoutMs: 100 });
    await clock.advance(100);
    expect((await running).kind).toBe("cancelled");
    expect(results.get("pay/charge/a")).toBe("in_flight");
  });

  it("does nothing when it cannot be known whether it was done", async () => {
    const { made, counts } = charging(0);
    const effects: Effects = { claim: () => Promise.reject(new Error("down")) };
    expect(await runFlow(made, { id: "a" }, { ports: { effects } })).toMatchObject({
      kind: "retry",
      failure: { code: "RES105" },
    });
    expect(counts.charged).toBe(0);
  });

  it("checks the input before it asks for a key", async () => {
    const { effects } = rememberedEffects();
    const { made } = charging(0);
    expect(await runFlow(made, { id: 7 }, { ports: { effects } })).toMatchObject({ failure: { code: "SCHEMA101" } });
  });

  it("keeps one claim over the retries of a step", async () => {
    const { effects } = rememberedEffects();
    let tried = 0;
    const flaky = node({
      effects: "effectful",
      idempotency: { key: "" },
      run: () => {
        tried++;
        if (tried < 3) throw new FlowError("again", { retry: "transient" });
        return tried;
      },
    });
    const made = looseFlow("flaky")
      .node("flaky", flaky)
      .onError({ nodes: ["flaky"], strategy: "retry", maxRetries: 5, backoffMs: 0 })
      .respond("flaky");
    const clock = new FakeClock();
    const running = runFlow(made, "k", { ports: { effects }, clock });
    await clock.advance(1);
    expect(await running).toMatchObject({ kind: "completed", value: 3 });
    expect(await runFlow(made, "k", { ports: { effects } })).toMatchObject({ kind: "completed", value: 3 });
    expect(tried).toBe(3);
  });

  it("keys each item of a for_each for itself", async () => {
    const { effects } = rememberedEffects();
    const done: string[] = [];
    const each = node({
      input: v.string(),
      effects: "effectful",
      idempotency: { key: "" },
      run: (item) => {
        done.push(item);
        return item.toUpperCase();
      },
    });
    const made = looseFlow("items")
      .node("list", node({ run: (input: unknown) => input as readonly string[] }))
      .forEach("each", each, { over: "list", items: "" })
      .respond("each");
    await runFlow(made, ["a", "b"], { ports: { effects } });
    expect(await runFlow(made, ["a", "b", "c"], { ports: { effects } })).toMatchObject({ value: ["A", "B", "C"] });
    expect(done).toEqual(["a", "b", "c"]);
  });
});
