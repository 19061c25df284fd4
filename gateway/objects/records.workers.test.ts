import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { ObjectNamespace } from "../../base/bindings.ts";
import type { RateObject } from "../stores/bound.ts";
import { type RecordsObject, recordsOf } from "../stores/records.ts";

const AT_MS = Date.now();

describe("Records", () => {
  const records = recordsOf(env.RECORDS as unknown as ObjectNamespace<RecordsObject>);
  const failed = (flow: string, event: string) => ({
    id: `${flow}~${event}`,
    flow,
    version: "1.0.0",
    trigger: "queue",
    place: flow,
    eventId: event,
    code: "RUN010",
    class: "unknown",
    error: "a step failed",
    details: {},
    node: undefined,
    attempts: 1,
    firstAtMs: AT_MS,
    lastAtMs: AT_MS,
    runId: "run",
    traceparent: undefined,
    payload: { kind: "json" as const, body: { deep: [1, null, "ü"] } },
  });

  it("keeps, lists, counts and marks failures, flow by flow", async () => {
    for (const event of ["a", "b"]) await records("one").putFailure(failed("one", event));
    await records("two").putFailure(failed("two", "c"));
    const first = await records("one").listFailures({ open: true }, { limit: 1 });
    expect(first.failures).toMatchObject([{ id: "one~b", payload: { kind: "json", body: { deep: [1, null, "ü"] } } }]);
    const second = await records("one").listFailures({}, { limit: 1, cursor: first.cursor });
    expect(second).toMatchObject({ failures: [{ id: "one~a" }] });
    expect(second.cursor).toBeUndefined();
    const terms = { runId: "again", leaseMs: 60_000, force: false };
    const claims = await Promise.all(Array.from({ length: 5 }, () => records("one").claimReplay("one~a", terms)));
    expect(claims.filter(({ kind }) => kind === "claimed")).toHaveLength(1);
    expect(claims.filter((claim) => claim.kind === "running" && claim.runId === "again")).toHaveLength(4);
    expect(await records("one").settleReplay("one~a", "again", "completed")).toBe(true);
    expect(await records("one").claimReplay("one~a", terms)).toEqual({ kind: "replayed", runId: "again" });
    expect(await records("one").countFailures({ open: true })).toBe(1);
    expect(await records("two").findFailure("one~a")).toBeUndefined();
    expect(await records("one").findFailure("one~a")).toMatchObject({ replays: 1, replayOutcome: "completed" });
  });

  it("keeps nothing of a flow that is only asked for", async () => {
    const none = records("nobody");
    expect(await none.findFailure("nobody~a")).toBeUndefined();
    expect(await none.findRun("run")).toBeUndefined();
    expect(await none.listRuns({}, 10)).toEqual([]);
    expect(await none.countFailures({})).toBe(0);
    expect(await none.listFailures({}, { limit: 1 })).toEqual({ failures: [] });
    const terms = { runId: "run", leaseMs: 1, force: true };
    expect(await none.claimReplay("nobody~a", terms)).toEqual({ kind: "unknown" });
    expect(await none.settleReplay("nobody~a", "run", "completed")).toBe(false);
    await runInDurableObject(none as unknown as DurableObjectStub, (_object, { storage }) => {
      expect(storage.sql.exec("SELECT name FROM sqlite_master").toArray()).toEqual([]);
    });
  });

  it("keeps the first time of an event that fails again", async () => {
    await records("again").putFailure(failed("again", "a"));
    await records("again").putFailure({ ...failed("again", "a"), firstAtMs: AT_MS + 5, lastAtMs: AT_MS + 9 });
    expect(await records("again").findFailure("again~a")).toMatchObject({ firstAtMs: AT_MS, lastAtMs: AT_MS + 9 });
  });
});

describe("RateLimiter", () => {
  it("lets through exactly the burst of one rate, however many ask", async () => {
    const rates = env.RATES as unknown as ObjectNamespace<RateObject>;
    const waits = await Promise.all(Array.from({ length: 20 }, () => rates.getByName("shop/save").take(0.001, 5)));
    expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(5);
    expect(await rates.getByName("shop/other").take(0.001, 5)).toBe(0);
  });
});
