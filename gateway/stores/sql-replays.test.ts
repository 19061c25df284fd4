import { describe, expect, it } from "vitest";
import { nodeSql } from "../../testing/node-sql.ts";
import { SqlFailures } from "./sql-failures.ts";
import { SqlReplays } from "./sql-replays.ts";

const NOW_MS = 1_700_000_000_000;
const ID = "orders~a";
const terms = (runId: string, force = false) => ({ runId, leaseMs: 1_000, force });

function setUp(sql = nodeSql()) {
  const clock = { nowMs: NOW_MS };
  const failures = new SqlFailures(sql, () => clock.nowMs);
  failures.put({
    id: ID,
    flow: "orders",
    version: "1.0.0",
    trigger: "queue",
    place: "orders",
    eventId: "queue/orders/a",
    code: "RUN010",
    class: "unknown",
    error: "a step failed",
    details: {},
    node: undefined,
    attempts: 1,
    firstAtMs: NOW_MS,
    lastAtMs: NOW_MS,
    runId: "origin",
    traceparent: undefined,
    payload: { kind: "omitted" },
  });
  return { clock, failures, replays: new SqlReplays(sql, failures, () => clock.nowMs) };
}

describe("SqlReplays", () => {
  it("gives a failure to one replay until that one is settled", () => {
    const { replays, failures } = setUp();
    expect(replays.claim(ID, terms("one"))).toMatchObject({ kind: "claimed", failure: { id: ID, replays: 0 } });
    const running = { kind: "running", runId: "one", retryAfterMs: 1_000 };
    for (const force of [false, true]) expect(replays.claim(ID, terms("two", force))).toEqual(running);
    expect(replays.settle(ID, "one", "failed")).toBe(true);
    expect(replays.claim(ID, terms("two"))).toMatchObject({ kind: "claimed", failure: { replays: 1 } });
    expect(failures.find(ID)).toMatchObject({ replayOutcome: "failed", replayRunId: "two" });
  });

  it("gives what was completed only by force", () => {
    const { replays } = setUp();
    replays.claim(ID, terms("one"));
    replays.settle(ID, "one", "completed");
    expect(replays.claim(ID, terms("two"))).toEqual({ kind: "replayed", runId: "one" });
    expect(replays.claim(ID, terms("two", true))).toMatchObject({ kind: "claimed" });
  });

  it("frees what a replay that died had claimed when its lease is over", () => {
    const { clock, replays } = setUp();
    replays.claim(ID, terms("died"));
    clock.nowMs += 1_000;
    expect(replays.claim(ID, terms("next"))).toMatchObject({ kind: "claimed", failure: { replays: 0 } });
  });

  it("keeps a claim, and what it completed, from a slow replay that had lost its own", () => {
    const { clock, replays, failures } = setUp();
    replays.claim(ID, terms("slow"));
    clock.nowMs += 1_000;
    replays.claim(ID, terms("next"));
    replays.settle(ID, "slow", "failed");
    expect(replays.claim(ID, terms("third"))).toMatchObject({ kind: "running", runId: "next" });
    replays.settle(ID, "next", "completed");
    replays.settle(ID, "slow", "failed");
    expect(failures.find(ID)).toMatchObject({ replayOutcome: "completed" });
  });

  it("counts no replay that did not run", () => {
    const { replays, failures } = setUp();
    replays.claim(ID, terms("one"));
    expect(replays.settle(ID, "one", undefined)).toBe(true);
    expect(failures.find(ID)).toMatchObject({ replays: 0, replayOutcome: undefined });
    expect(replays.claim(ID, terms("two"))).toMatchObject({ kind: "claimed" });
  });

  it("knows no failure that is gone", () => {
    const { replays } = setUp();
    expect(replays.claim("orders~b", terms("one"))).toEqual({ kind: "unknown" });
    expect(replays.settle("orders~b", "one", "completed")).toBe(false);
  });

  it("finds the failures that a release before it had kept", () => {
    const sql = nodeSql();
    setUp(sql);
    sql.exec("DROP TABLE replays;");
    const reopened = new SqlFailures(sql, () => NOW_MS);
    expect(reopened.find(ID)).toMatchObject({ id: ID, replays: 0, replayRunId: undefined });
  });
});
