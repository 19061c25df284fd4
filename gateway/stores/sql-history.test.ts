import { describe, expect, it } from "vitest";
import { failure } from "../../kernel/errors/failure.ts";
import { runRecord } from "../../telemetry/run-record.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import { type RunEntry, SqlHistory, toEntry } from "./sql-history.ts";

function ran(runId: string, code = "", change: Partial<RunEntry> = {}): RunEntry {
  const identity = {
    runId,
    flow: "orders",
    version: "1.0.0",
    trigger: "http",
    source: "http",
    eventId: `event-${runId}`,
    attempt: 1,
    deadlineAtMs: 30_000,
  };
  const stats = { stepsRun: 2, retries: 0 };
  const ended =
    code === ""
      ? { kind: "completed" as const, value: undefined, stats }
      : { kind: "failed" as const, failure: { ...failure("RUN010"), code, cause: new Error("secret") } };
  const record = runRecord(identity, ended, {
    startedAtMs: 1,
    endedAtMs: 5,
    place: "POST /orders",
    traceId: `trace-${runId}`,
  });
  return { ...toEntry(record), ...change };
}

const ids = (runs: readonly RunEntry[]) => runs.map(({ runId }) => runId);

describe("SqlHistory", () => {
  it("gives a run back without the inner error of its failure", () => {
    const store = new SqlHistory(nodeSql());
    store.put(ran("a", "X"));
    expect(store.find("a")).toMatchObject({ runId: "a", outcome: "failed", code: "X", error: "a step failed" });
    expect(JSON.stringify(store.find("a"))).not.toContain("secret");
    expect(store.find("b")).toBeUndefined();
  });

  it("keeps the last runs of each kind apart, so that failures do not drown", () => {
    const store = new SqlHistory(nodeSql(), 3);
    store.put(ran("f1", "X"));
    for (let index = 0; index < 10; index++) store.put(ran(`s${index}`));
    store.prune();
    expect(ids(store.list({}, 100))).toEqual(["s9", "s8", "s7", "f1"]);
  });

  it("finds by event id, trace id and run id, and by how it ended", () => {
    const store = new SqlHistory(nodeSql());
    store.put(ran("a"));
    store.put(ran("b", "X", { startedAtMs: 9 }));
    for (const q of ["event-a", "trace-a", "a"]) expect(ids(store.list({ q: ["x", q] }, 10))).toEqual(["a"]);
    expect(ids(store.list({ failed: true }, 10))).toEqual(["b"]);
    expect(ids(store.list({ failed: false }, 10))).toEqual(["a"]);
    expect(ids(store.list({ code: "X" }, 10))).toEqual(["b"]);
    expect(ids(store.list({ beforeMs: 9 }, 10))).toEqual(["a"]);
    expect(ids(store.list({}, 1))).toEqual(["b"]);
    store.put(ran("long", "", { endedAtMs: 20 }));
    expect(ids(store.list({ endedSinceMs: 20 }, 10))).toEqual(["long"]);
    expect(ids(store.list({ endedSinceMs: 5 }, 10))).toEqual(["long", "b", "a"]);
  });
});
