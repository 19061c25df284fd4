import { describe, expect, it } from "vitest";
import { type Failure, failure } from "../kernel/errors/failure.ts";
import type { Log, LogFields } from "./log.ts";
import { logSink } from "./log-sink.ts";
import { type Ended, runRecord } from "./run-record.ts";

const identity = {
  runId: "run-1",
  flow: "orders",
  version: "1.0.0",
  trigger: "http",
  source: "http",
  eventId: "event-1",
  attempt: 1,
  deadlineAtMs: 60_000,
};

function logged(ended: Ended) {
  const lines: [string, LogFields, string][] = [];
  const at = (level: string) => (fields: LogFields, message: string) => void lines.push([level, fields, message]);
  const log: Log = {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    isLevelEnabled: () => true,
  };
  const facts = { startedAtMs: 1_000, endedAtMs: 1_012, place: "POST /orders" };
  void logSink.write([runRecord(identity, ended, facts)], { env: {}, log, waitUntil: () => undefined });
  return lines;
}

const failed = (why: Failure): Ended => ({ kind: "failed", failure: why });

describe("logSink", () => {
  it("writes one line with the run's ids, outcome and duration", () => {
    const fields = { run_id: "run-1", flow: "orders", trigger: "http", outcome: "completed", duration_ms: 12 };
    expect(logged({ kind: "completed", value: 1, stats: { stepsRun: 3, retries: 0 } })).toEqual([
      ["info", expect.objectContaining(fields), "orders completed"],
    ]);
  });

  it("shows a failure's cause, code and details", () => {
    const cause = new Error("inner");
    const [line] = logged(failed(failure("RUN010", undefined, { cause, details: { node: "save" } })));
    expect(line?.[1]).toMatchObject({ code: "RUN010", node: "save", details: { node: "save" }, err: cause });
  });

  it("shows what is for logs, where details quote what was sent", () => {
    const quoting = { details: { issues: ["received 4711"] }, logged: { issues: ["received a number"] } };
    const [line] = logged(failed(failure("SCHEMA101", undefined, quoting)));
    expect(line?.[1]).toMatchObject({ code: "SCHEMA101", details: quoting.logged });
  });

  it.each([
    ["error", failed(failure("RUN010"))],
    ["info", failed(failure("SCHEMA101"))],
    ["warn", { kind: "retry", failure: failure("RUN030") }],
    ["warn", { kind: "cancelled", by: "guard", failure: failure("TIME015") }],
    ["info", { kind: "cancelled", by: "caller", failure: failure("RUN060") }],
  ] as const)("is of level %s for %o", (level, ended) => {
    expect(logged(ended)[0]?.[0]).toBe(level);
  });
});
