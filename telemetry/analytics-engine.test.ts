import { describe, expect, it } from "vitest";
import { analyticsEngine, type PointOptions } from "./analytics-engine.ts";
import type { DataPoint } from "./data-point.ts";
import { createLog } from "./log.ts";
import { type RunFacts, type RunIdentity, type RunRecord, runRecord } from "./run-record.ts";
import type { SinkPort } from "./sink.ts";

const identity: RunIdentity = {
  runId: "run-1",
  flow: "orders",
  version: "1.0.0",
  trigger: "queue",
  source: "queue",
  eventId: "queue/orders/1",
  attempt: 1,
  deadlineAtMs: 60_000,
};

function run(facts: Partial<RunFacts> = {}): RunRecord {
  const ended = { kind: "completed", value: null, stats: { stepsRun: 3, retries: 0 } } as const;
  return runRecord(identity, ended, { startedAtMs: 1_000, endedAtMs: 1_012, place: "orders", ...facts });
}

function written(runs: readonly RunRecord[], options: PointOptions = {}): readonly DataPoint[] {
  const points: DataPoint[] = [];
  const METRICS = { writeDataPoint: (point: DataPoint) => void points.push(point) };
  void analyticsEngine(options).write(runs, port({ METRICS }));
  return points;
}

const port = (env: Record<string, unknown>): SinkPort => ({
  env,
  log: createLog("silent"),
  waitUntil: () => undefined,
});
const nodes = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    flow: "orders",
    node: `n${index}`,
    status: "ok" as const,
    code: "",
    attempts: 1,
    startedAtMs: 1_000 + index,
    durationMs: 1,
  }));

describe("analyticsEngine", () => {
  it("writes one point per run, indexed by flow", () => {
    expect(written([run()])).toMatchObject([
      { indexes: ["orders"], blobs: expect.arrayContaining(["run", "completed", "run-1"]) },
    ]);
  });

  it("writes a point per node when asked", () => {
    expect(written([run({ nodes: nodes(3) })], { nodes: true })).toHaveLength(4);
    expect(written([run({ nodes: nodes(3) })])).toHaveLength(1);
  });

  it.each([
    [undefined, 25],
    [250, 250],
    [1_000, 250],
  ])("stays within the points of an invocation: %s asked, at most %s", (maxPoints, most) => {
    const batch = Array.from({ length: 100 }, () => run({ nodes: nodes(10) }));
    const options = maxPoints === undefined ? { nodes: true } : { nodes: true, maxPoints };
    const points = written(batch, options);
    expect(points.length).toBeLessThanOrEqual(most);
    const runs = points.filter((point) => point.blobs[0] === "run");
    expect(runs.reduce((sum, point) => sum + (point.doubles[1] ?? 0), 0)).toBe(100);
  });

  it("says which binding is missing", () => {
    expect(() => analyticsEngine({ binding: "STATS" }).write([run()], port({}))).toThrow("bound as STATS");
  });

  it("writes the other points when one is refused", () => {
    const points: DataPoint[] = [];
    const writeDataPoint = (point: DataPoint) => {
      if (points.push(point) === 1) throw new TypeError("refused");
    };
    expect(() => analyticsEngine().write([run(), run()], port({ METRICS: { writeDataPoint } }))).toThrow("refused");
    expect(points).toHaveLength(2);
  });
});
