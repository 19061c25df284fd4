import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import { runFlow } from "../../testing/kernel-run.ts";
import { flow } from "../author/flow.ts";
import { type NodeContext, node } from "../author/node.ts";
import type { TriggerSpec } from "../author/trigger.ts";
import { FlowError } from "../errors/failure.ts";

const http: TriggerSpec = { kind: "http", wiring: { kind: "http" } };
const Event = v.object({ id: v.optional(v.union([v.string(), v.number()])) });

/** Runs one node that hands its context to `look`. */
async function look<T>(see: (context: NodeContext) => T, key?: string | ((event: { id?: unknown }) => string)) {
  const seen: T[] = [];
  const unit = node({
    input: Event,
    ...(key !== undefined && { idempotency: { key } }),
    run: (_event, _uses, context) => {
      seen.push(see(context));
    },
  });
  const one = flow("f", "1.0.0").on(http).node("a", unit).respond("a");
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const outcome = await runFlow(one, { id: 7 }, { ports: { log: () => log } });
  return { seen: seen[0], outcome, log };
}

describe("NodeContext", () => {
  it("has the invocation, the try and a signal that is the run's", async () => {
    const { seen } = await look(({ invocation, attempt, signal }) => ({ flow: invocation.flow, attempt, signal }));
    expect(seen).toMatchObject({ flow: "f", attempt: 1, signal: { aborted: false } });
  });

  it("has the idempotency key by pointer or by function, and none without", async () => {
    const key = ({ idempotencyKey }: NodeContext) => idempotencyKey;
    expect((await look(key, "/id")).seen).toBe("7");
    expect((await look(key, ({ id }) => `order-${id}`)).seen).toBe("order-7");
    expect((await look(key)).seen).toBeUndefined();
  });

  it("is IDEM101 when the key is not there", async () => {
    const { outcome } = await look(({ idempotencyKey }) => idempotencyKey, "/missing");
    expect(outcome).toMatchObject({
      kind: "failed",
      failure: { code: "IDEM101", status: 422, details: { node: "a" } },
    });
  });

  it("writes to the run's log, and to nothing where there is none", async () => {
    const { log } = await look(({ log: lines }) => lines.info("seen", { id: 7 }));
    expect(log.info).toHaveBeenCalledExactlyOnceWith("seen", { id: 7 });
    const quiet = node({ run: (_event, _uses, { log: lines }) => lines.warn("nobody hears") });
    expect(await runFlow(flow("f", "1.0.0").on(http).node("a", quiet).respond("a"), 0)).toMatchObject({
      kind: "completed",
    });
  });
});

describe("run, of a subflow", () => {
  const inner = (run: () => unknown) => flow("inner", "1.0.0").node("in", node({ run })).respond("in");
  const outer = (run: () => unknown) => flow("outer", "1.0.0").on(http).node("sub", inner(run)).respond("sub");

  it("gives the subflow's value, or passes on its failure under the outer node's name", async () => {
    expect(
      await runFlow(
        outer(() => 5),
        0,
      ),
    ).toMatchObject({ kind: "completed", value: 5 });
    const failing = () => {
      throw new FlowError("no", { code: "NO", details: { node: "in" } });
    };
    expect(await runFlow(outer(failing), 0)).toMatchObject({ kind: "failed", failure: { code: "NO" } });
    const busy = () => Promise.reject(new FlowError("busy", { retry: "transient" }));
    expect(await runFlow(outer(busy), 0)).toMatchObject({ kind: "retry", failure: { message: "busy" } });
  });

  it("can itself be run directly, without a trigger", async () => {
    expect(
      await runFlow(
        inner(() => 5),
        0,
      ),
    ).toMatchObject({ kind: "completed", value: 5 });
  });

  it("awaits schemas that check asynchronously, on both sides", async () => {
    const even = v.pipeAsync(
      v.number(),
      v.checkAsync(async (n) => n % 2 === 0, "odd"),
    );
    const unit = node({ input: even, output: even, run: (n) => n / 2 });
    const one = flow("f", "1.0.0").on(http).node("a", unit).respond("a");
    expect(await runFlow(one, 4)).toMatchObject({ kind: "completed", value: 2 });
    expect(await runFlow(one, 3)).toMatchObject({ kind: "failed", failure: { code: "SCHEMA101" } });
    expect(await runFlow(one, 2)).toMatchObject({ kind: "failed", failure: { code: "SCHEMA102" } });
  });
});
