import { describe, expect, it } from "vitest";
import type { Step } from "../kernel/plan/plan.ts";
import { StepLog } from "./step-log.ts";

const finished = (kind: Step["kind"], alias: string) => ({
  step: { kind, alias, flow: "orders" } as Step,
  status: "ok" as const,
  attempts: 1,
  startedAtMs: 1_000,
  endedAtMs: 1_004,
});

describe("StepLog", () => {
  it("keeps what a node did", () => {
    const log = new StepLog();
    log.stepFinished({ ...finished("node", "price"), status: "failed", code: "RUN010", attempts: 3 });
    expect(log.nodes).toEqual([
      {
        flow: "orders",
        node: "price",
        status: "failed",
        code: "RUN010",
        attempts: 3,
        startedAtMs: 1_000,
        durationMs: 4,
      },
    ]);
  });

  it("leaves out the trigger, which does nothing", () => {
    const log = new StepLog();
    log.stepFinished(finished("trigger", "http"));
    expect(log.nodes).toEqual([]);
  });

  it("stays short however long a list a run goes through", () => {
    const log = new StepLog();
    for (let i = 0; i < 10_000; i++) log.stepFinished(finished("node", "each"));
    expect(log.nodes).toHaveLength(256);
  });
});
