import { describe, expect, it } from "vitest";
import { failure } from "../kernel/errors/failure.ts";
import type { Invocation } from "../kernel/invocation.ts";
import { type Ended, identify, type RunFacts, runRecord } from "./run-record.ts";

const invocation: Invocation = {
  flow: "orders",
  trigger: "http",
  capture: "save",
  payload: { card: "4111" },
  deadlineAtMs: 31_000,
  metadata: {
    labels: {
      "flow.run_id": "run-1",
      "flow.id": "id-1",
      "flow.version": "1.0.0",
      "flow.trigger": "http",
      "flow.capture": "save",
      "flow.source": "http",
      "flow.event_id": "event-1",
      "flow.attempt": "3",
    },
    extensions: {},
  },
};

const completed: Ended = { kind: "completed", value: { card: "4111" }, stats: { stepsRun: 3, retries: 1 } };
const record = (ended: Ended, facts: Partial<RunFacts> = {}) =>
  runRecord(identify(invocation), ended, { startedAtMs: 1_000, endedAtMs: 1_250, place: "POST /orders", ...facts });

describe("runRecord", () => {
  it("says who ran, how it ended and how long it took", () => {
    expect(record(completed)).toMatchObject({
      runId: "run-1",
      flow: "orders",
      version: "1.0.0",
      source: "http",
      attempt: 3,
      outcome: "completed",
      code: "",
      durationMs: 250,
      guardMs: 30_000,
      nodesRun: 3,
      retries: 1,
    });
  });

  it("carries no payload and no result", () => {
    expect(JSON.stringify(record(completed))).not.toContain("4111");
  });

  it("takes the code and the node from the failure", () => {
    const ended: Ended = { kind: "failed", failure: failure("TIME015", undefined, { details: { node: "price" } }) };
    expect(record(ended)).toMatchObject({ outcome: "failed", code: "TIME015", failedNode: "price", nodesRun: 0 });
  });

  it("finds the node among the steps when the failure does not name it", () => {
    const node = { flow: "orders", node: "save", attempts: 2, code: "RUN010", startedAtMs: 1_000, durationMs: 5 };
    const ended: Ended = { kind: "failed", failure: failure("RUN010") };
    expect(record(ended, { nodes: [{ ...node, status: "failed" }] }).failedNode).toBe("save");
    expect(record(ended, { nodes: [{ ...node, status: "continued" }] }).failedNode).toBe("");
  });

  it("counts lag from when the event was due", () => {
    expect(record(completed, { dueAtMs: 400 }).lagMs).toBe(600);
    expect(record(completed).lagMs).toBe(0);
  });

  it("counts the items of a stream", () => {
    expect(record({ ...completed, items: 6 }).streamItems).toBe(6);
  });

  it("is never below 0 when clocks disagree", () => {
    expect(record(completed, { dueAtMs: 5_000, endedAtMs: 900, startedAtMs: 32_000 })).toMatchObject({
      durationMs: 0,
      guardMs: 0,
    });
    expect(record(completed, { dueAtMs: 5_000 }).lagMs).toBe(0);
  });
});
