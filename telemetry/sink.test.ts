import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Log } from "./log.ts";
import type { RunRecord } from "./run-record.ts";
import { createReport, type Sink, type SinkPort } from "./sink.ts";

const run = { runId: "run-1" } as RunRecord;

function world() {
  const warnings: unknown[] = [];
  const work: Promise<unknown>[] = [];
  const quiet = () => undefined;
  const warn = (fields: unknown) => warnings.push(fields);
  const log: Log = { debug: quiet, info: quiet, warn, error: quiet, isLevelEnabled: () => true };
  const port: SinkPort = { env: {}, log, waitUntil: (promise) => work.push(promise) };
  return { port, warnings, work };
}

const throwing: Sink = {
  name: "throwing",
  write: () => {
    throw new Error("down");
  },
};
const hanging: Sink = { name: "hanging", write: () => new Promise(() => undefined) };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("createReport", () => {
  it("tells every sink all runs of the event in one call", () => {
    const seen: unknown[] = [];
    const sink = (name: string): Sink => ({ name, write: (runs) => void seen.push([name, runs.length]) });
    createReport([sink("a"), sink("b")])([run, run], world().port);
    expect(seen).toEqual([
      ["a", 2],
      ["b", 2],
    ]);
  });

  it("goes on to the next sink when one throws", () => {
    const seen: unknown[] = [];
    const after: Sink = { name: "after", write: (runs) => void seen.push(runs) };
    const { port, warnings } = world();
    createReport([throwing, after])([run], port);
    expect(seen).toEqual([[run]]);
    expect(warnings).toMatchObject([{ sink: "throwing", lost: 1, err: { message: "down" } }]);
  });

  it("warns once a minute and then says how much was lost", () => {
    const { port, warnings } = world();
    const report = createReport([throwing]);
    for (let second = 0; second < 120; second++) {
      report([run], port);
      vi.advanceTimersByTime(1_000);
    }
    expect(warnings).toMatchObject([{ lost: 1 }, { lost: 60 }]);
  });

  it("hands the platform work that never rejects", async () => {
    const { port, warnings, work } = world();
    createReport([{ name: "rejecting", write: () => Promise.reject(new Error("down")) }])([run], port);
    await expect(Promise.all(work)).resolves.toEqual([undefined]);
    expect(warnings).toHaveLength(1);
  });

  it("leaves a sink behind that hangs", async () => {
    const { port, warnings, work } = world();
    createReport([hanging])([run], port);
    await vi.advanceTimersByTimeAsync(5_000);
    await expect(Promise.all(work)).resolves.toEqual([undefined]);
    expect(warnings).toMatchObject([{ sink: "hanging", err: { message: "no answer within 5000 ms" } }]);
  });

  it("holds a fixed number of writes open however long a sink hangs", () => {
    const { port, work } = world();
    const report = createReport([hanging]);
    for (let i = 0; i < 10_000; i++) report([run], port);
    expect(work).toHaveLength(64);
  });

  it("writes again after the platform cut its open writes off", () => {
    const { port, work } = world();
    let nowMs = 0;
    const report = createReport([hanging], () => nowMs);
    for (let i = 0; i < 100; i++) report([run], port);
    nowMs += 6_000;
    report([run], port);
    expect(work).toHaveLength(65);
  });

  it("tells no sink of an event without runs", () => {
    const { port, warnings } = world();
    createReport([throwing])([], port);
    expect(warnings).toEqual([]);
  });

  it("survives a log that throws", () => {
    const { port } = world();
    const warn = () => {
      throw new Error("no console");
    };
    const report = createReport([throwing]);
    expect(() => report([run], { ...port, log: { ...port.log, warn } })).not.toThrow();
  });
});
