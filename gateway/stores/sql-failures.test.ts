import { describe, expect, it } from "vitest";
import { nodeSql } from "../../testing/node-sql.ts";
import type { FailureRecord } from "./failure-record.ts";
import { SqlFailures } from "./sql-failures.ts";

const NOW_MS = 1_700_000_000_000;
const DAY_MS = 86_400_000;

function failed(event: string, change: Partial<FailureRecord> = {}): FailureRecord {
  return {
    id: `orders~${event}`,
    flow: "orders",
    version: "1.0.0",
    trigger: "queue",
    place: "orders",
    eventId: `queue/orders/${event}`,
    code: "RUN010",
    class: "unknown",
    error: "a step failed",
    details: { node: "save" },
    node: "save",
    attempts: 4,
    firstAtMs: NOW_MS - 1_000,
    lastAtMs: NOW_MS,
    runId: "run",
    traceparent: undefined,
    payload: { kind: "json", body: { id: event } },
    ...change,
  };
}

function open(maxRows = 100) {
  const clock = { nowMs: NOW_MS };
  const store = new SqlFailures(nodeSql(), () => clock.nowMs, { maxAgeMs: 30 * DAY_MS, maxRows });
  return { store, clock };
}

const ids = (page: { readonly failures: readonly { readonly id: string }[] }) => page.failures.map(({ id }) => id);

describe("SqlFailures", () => {
  it("gives back what was put", () => {
    const { store } = open();
    store.put(failed("a"));
    expect(store.find("orders~a")).toEqual({ ...failed("a"), replays: 0 });
    expect(store.find("orders~b")).toBeUndefined();
  });

  it("holds one record per event, with its first and its last failure", () => {
    const { store } = open();
    store.put(failed("a"));
    store.put(failed("a", { firstAtMs: NOW_MS + 5, lastAtMs: NOW_MS + 9, attempts: 1, code: "RUN020" }));
    expect(store.count({})).toBe(1);
    expect(store.find("orders~a")).toMatchObject({ firstAtMs: NOW_MS - 1_000, lastAtMs: NOW_MS + 9, code: "RUN020" });
  });

  it("lists the newest first, page by page, each once", () => {
    const { store } = open();
    for (let index = 0; index < 7; index++)
      store.put(failed(`e${index}`, { lastAtMs: NOW_MS + Math.floor(index / 2) }));
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = store.list({}, { limit: 3, cursor });
      found.push(...ids(page));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(found).toEqual(["e6", "e5", "e4", "e3", "e2", "e1", "e0"].map((event) => `orders~${event}`));
  });

  it("filters by each field", () => {
    const { store } = open();
    store.put(failed("a", { code: "X", node: "price", trigger: "http" }));
    store.put(failed("b", { lastAtMs: NOW_MS + 10 }));
    store.replayed("orders~b", "completed");
    const found = (filter: Parameters<SqlFailures["list"]>[0]) => ids(store.list(filter, { limit: 10 }));
    expect(found({ code: "X" })).toEqual(["orders~a"]);
    expect(found({ node: "save" })).toEqual(["orders~b"]);
    expect(found({ trigger: "http" })).toEqual(["orders~a"]);
    expect(found({ eventId: ["queue/orders/x", "queue/orders/b"] })).toEqual(["orders~b"]);
    expect(found({ sinceMs: NOW_MS + 1 })).toEqual(["orders~b"]);
    expect(found({ untilMs: NOW_MS + 1 })).toEqual(["orders~a"]);
    expect(found({ open: true })).toEqual(["orders~a"]);
    expect(store.count({ code: "X", open: true })).toBe(1);
    expect(found({ code: "' OR 1=1 --" })).toEqual([]);
  });

  it("notes replays, and keeps the note when the event fails again", () => {
    const { store, clock } = open();
    store.put(failed("a"));
    clock.nowMs = NOW_MS + 50;
    expect(store.replayed("orders~a", "failed")).toBe(true);
    expect(store.replayed("orders~gone", "failed")).toBe(false);
    store.put(failed("a"));
    expect(store.find("orders~a")).toMatchObject({ replays: 1, replayedAtMs: NOW_MS + 50, replayOutcome: "failed" });
  });

  it("forgets what is too old and what is too much", () => {
    const { store, clock } = open(3);
    for (let index = 0; index < 5; index++) store.put(failed(`e${index}`, { lastAtMs: NOW_MS + index }));
    store.prune();
    expect(ids(store.list({}, { limit: 10 }))).toEqual(["orders~e4", "orders~e3", "orders~e2"]);
    clock.nowMs = NOW_MS + 30 * DAY_MS + 4;
    store.prune();
    expect(ids(store.list({}, { limit: 10 }))).toEqual(["orders~e4"]);
  });
});
