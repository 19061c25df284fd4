import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import { FlowError } from "../../kernel/errors/failure.ts";
import type { RunRecord } from "../../telemetry/run-record.ts";
import { createReport } from "../../telemetry/sink.ts";
import { queue } from "../../triggers/queue/author.ts";
import { mountFlows } from "../mount/mount.ts";
import { environments } from "../pipeline/environment.ts";
import type { StoredFailure } from "../stores/failure-record.ts";
import { launcher } from "./launch.ts";

function setUp() {
  const counts = { effects: 0, failing: true };
  const effect = node({
    input: v.object({ id: v.string() }),
    effects: "effectful",
    idempotency: { key: "/id" },
    run: ({ id }) => ({ id, nth: ++counts.effects }),
  });
  const after = node({
    input: v.object({ id: v.string(), nth: v.number() }),
    run: (done) => {
      if (counts.failing) throw new FlowError("not yet", { code: "NOT_YET" });
      return done;
    },
  });
  const orders = flow("orders", "2.0.0")
    .on(queue("orders"))
    .node("effect", effect)
    .node("after", after, { after: "effect" })
    .respond("after");
  const flows = mountFlows([orders]);
  const told: RunRecord[] = [];
  const report = createReport([{ name: "test", write: (runs) => void told.push(...runs) }]);
  const ledger = memoryDedupe();
  const environment = environments(flows, {})({ LOG_LEVEL: "silent", LEDGER: { getByName: () => ledger } });
  const { launch: launchAs } = launcher(flows, report)(environment, { waitUntil: () => undefined });
  const launch = (record: StoredFailure, runId = crypto.randomUUID()) => launchAs(record, runId);
  return { counts, told, launch };
}

function failed(change: Partial<StoredFailure> = {}): StoredFailure {
  return {
    id: "orders~a",
    flow: "orders",
    version: "1.0.0",
    trigger: "queue",
    place: "orders",
    eventId: "queue/orders/a",
    code: "NOT_YET",
    class: "permanent",
    error: "not yet",
    details: {},
    node: "after",
    attempts: 1,
    firstAtMs: 1,
    lastAtMs: 1,
    runId: "origin",
    traceparent: undefined,
    payload: { kind: "json", body: { id: "a" } },
    replays: 0,
    replayedAtMs: undefined,
    replayOutcome: undefined,
    replayRunId: undefined,
    ...change,
  };
}

describe("launcher", () => {
  it("runs a failure again as often as asked, without its completed effects, and links to its origin", async () => {
    const { counts, told, launch } = setUp();
    expect(await launch(failed())).toBe("failed");
    counts.failing = false;
    const runs = [await launch(failed({ replays: 1 })), await launch(failed({ replays: 2 }), "named")];
    expect(runs).toEqual(["completed", "completed"]);
    expect(told.at(-1)?.runId).toBe("named");
    expect(counts.effects).toBe(1);
    expect(told.map(({ links }) => links)).toEqual([["origin"], ["origin"], ["origin"]]);
    expect(told.map(({ eventId, source, version }) => [eventId, source, version])[0]).toEqual([
      "queue/orders/a",
      "replay",
      "2.0.0",
    ]);
    expect(new Set(told.map(({ runId }) => runId)).size).toBe(3);
  });

  it("finds what a replay had done that died before it was noted", async () => {
    const { counts, launch } = setUp();
    counts.failing = false;
    expect(await launch(failed())).toBe("completed");
    expect(await launch(failed())).toBe("duplicate");
    expect(counts.effects).toBe(1);
  });

  it("starts where the flow starts when its trigger is gone, and does nothing for a flow that is gone", async () => {
    const { counts, launch } = setUp();
    counts.failing = false;
    expect(await launch(failed({ trigger: "renamed" }))).toBe("completed");
    expect(await launch(failed({ flow: "removed" }))).toBeUndefined();
  });

  it("says so when the payload was not kept", async () => {
    const { counts, launch } = setUp();
    expect(await launch(failed({ payload: { kind: "omitted" } }))).toBe("failed");
    expect(counts.effects).toBe(0);
  });
});
