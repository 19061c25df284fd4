import { describe, expect, it } from "vitest";
import type { DataPoint } from "./data-point.ts";
import { localMetrics, localSink } from "./local-sink.ts";
import type { Log, LogFields } from "./log.ts";
import { runRecord } from "./run-record.ts";

const run = runRecord(
  {
    runId: "run-1",
    flow: "orders",
    version: "1.0.0",
    trigger: "http",
    source: "http",
    eventId: "event-1",
    attempt: 1,
    deadlineAtMs: 60_000,
  },
  { kind: "completed", value: null, stats: { stepsRun: 1, retries: 0 } },
  {
    startedAtMs: 1_000,
    endedAtMs: 1_012,
    place: "POST /orders",
    nodes: [
      { flow: "orders", node: "price", status: "ok", code: "", attempts: 1, startedAtMs: 1_001, durationMs: 3 },
      { flow: "tax", node: "vat", status: "ok", code: "", attempts: 1, startedAtMs: 1_002, durationMs: 1 },
    ],
  },
);

function world(mode: string | undefined, problems: readonly string[] = []) {
  const stored: DataPoint[] = [];
  const warnings: LogFields[] = [];
  const store = {
    write: async (points: readonly DataPoint[]) => {
      stored.push(...points);
      return problems;
    },
  };
  const env = { ...(mode && { FLOWGATE_METRICS: mode }), LOCAL_METRICS: { getByName: () => store } };
  const quiet = () => undefined;
  const warn = (fields: LogFields) => void warnings.push(fields);
  const log: Log = { debug: quiet, info: quiet, warn, error: quiet, isLevelEnabled: () => true };
  const write = () => localSink.write([run], { env, log, waitUntil: quiet });
  return { write, stored, warnings, env };
}

describe("localSink", () => {
  it("keeps a point for the run and one for each node", async () => {
    const { write, stored, env } = world("local");
    await write();
    expect(stored.map(({ blobs }) => [blobs[0], blobs[8]])).toEqual([
      ["run", ""],
      ["node", "price"],
      ["node", "tax/vat"],
    ]);
    expect(localSink.nodes?.(env)).toBe(true);
  });

  it("does nothing in production", async () => {
    const { write, stored, env } = world(undefined);
    await write();
    expect(stored).toEqual([]);
    expect(localSink.nodes?.(env)).toBe(false);
  });

  it("warns of what Analytics Engine would refuse", async () => {
    const { write, warnings } = world("local", ["21 blobs, at most 20"]);
    await write();
    expect(warnings).toEqual([{ problems: ["21 blobs, at most 20"] }]);
  });

  it("fails on it where it is strict, as tests are", async () => {
    const { write } = world("strict", ["21 blobs, at most 20"]);
    await expect(write()).rejects.toThrow("Analytics Engine would refuse: 21 blobs, at most 20");
  });
});

describe("localMetrics", () => {
  it("says which binding is missing", () => {
    expect(() => localMetrics({ FLOWGATE_METRICS: "local" })).toThrow("bound as LOCAL_METRICS");
  });
});
