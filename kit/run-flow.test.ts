import { flow, http, kv, node, type } from "flowgate";
import { describe, expect, it } from "vitest";
import { FakeClock } from "./fake-clock.ts";
import { memoryEnv } from "./memory-env.ts";
import { runFlow } from "./run-flow.ts";

const count = node({
  input: type<{ id: string }>(),
  uses: { counts: kv("COUNTS", "write") },
  idempotency: { key: "/id" },
  run: async ({ id }, { counts }) => {
    const next = Number((await counts.get(id)) ?? 0) + 1;
    await counts.put(id, next);
    return { id, count: next };
  },
});

const counter = flow("counter", "1.0.0").on(http.post("/count")).node("count", count).respond("count");

describe("runFlow", () => {
  it("gives the outcome, the reply of a call, and what the nodes did", async () => {
    const { outcome, reply, nodes } = await runFlow(counter, { id: "a" });
    expect(outcome).toMatchObject({ kind: "completed", value: { id: "a", count: 1 } });
    expect(reply).toEqual({ ok: true, value: { id: "a", count: 1 } });
    expect(nodes).toMatchObject([{ node: "count", status: "ok", attempts: 1 }]);
  });

  it("starts each run with nothing, unless it is given an environment", async () => {
    const env = memoryEnv([counter]);
    await runFlow(counter, { id: "a" }, { env });
    expect((await runFlow(counter, { id: "a" }, { env })).outcome).toMatchObject({ value: { count: 2 } });
    expect((await runFlow(counter, { id: "a" })).outcome).toMatchObject({ value: { count: 1 } });
  });

  it("runs on a clock that the test moves", async () => {
    const never = node({ run: () => new Promise<string>(() => undefined) });
    const slow = flow("slow", "1.0.0").on(http.post("/slow")).node("never", never).respond("never");
    const clock = new FakeClock();
    const running = runFlow(slow, {}, { clock, timeoutMs: 60_000 });
    await clock.advance(60_000);
    expect((await running).outcome).toMatchObject({ kind: "cancelled", by: "guard", failure: { code: "TIME015" } });
  });

  it("ends when its caller leaves", async () => {
    const { outcome } = await runFlow(counter, { id: "a" }, { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ kind: "cancelled", by: "caller" });
  });
});
