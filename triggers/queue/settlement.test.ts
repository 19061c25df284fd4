import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Failure, failure } from "../../kernel/errors/failure.ts";
import type { Outcome } from "../../kernel/outcome.ts";
import { streamingOutcome } from "../../testing/trigger-events.ts";
import { queue } from "./author.ts";
import { type Attempt, settle } from "./settlement.ts";
import { queueTrigger } from "./trigger.ts";

const policy = { maxAttempts: 4, backoffMs: 1000, maxBackoffMs: 300_000 };
const at = (attempts: number, random = 1 - Number.EPSILON): Attempt => ({ attempts, policy, random: () => random });
const failed = (found: Failure): Outcome => ({ kind: "failed", failure: found });
const unknown = failed(failure("RUN010"));
const transient = failed(failure("RUN030"));

describe("settle", () => {
  it("acks what is done, was done before, or is done elsewhere", () => {
    const done: Outcome[] = [
      { kind: "completed", value: 1, stats: { stepsRun: 1, retries: 0 } },
      { kind: "duplicate", stored: 1 },
      { kind: "deferred", statusUrl: "/x" },
    ];
    expect(done.map((outcome) => settle(outcome, at(1)))).toEqual(done.map(() => ({ kind: "ack" })));
  });

  it("dead-letters a permanent failure at once", () => {
    const found = failure("SCHEMA101");
    expect(settle(failed(found), at(1))).toEqual({ kind: "dead_letter", failure: found });
  });

  it("retries an unknown failure up to the limit, then dead-letters it", () => {
    expect([1, 2, 3, 4, 5].map((attempts) => settle(unknown, at(attempts)).kind)).toEqual([
      "retry",
      "retry",
      "retry",
      "dead_letter",
      "dead_letter",
    ]);
  });

  it("retries a transient failure as long as the platform brings it", () => {
    expect(settle(transient, at(50)).kind).toBe("retry");
  });

  it("retries what was cancelled or is in flight elsewhere", () => {
    expect(settle({ kind: "cancelled", by: "guard", failure: failure("TIME015") }, at(9))).toMatchObject({
      kind: "retry",
    });
    expect(settle(failed(failure("IDEM103", undefined, { retryAfterMs: 7000 })), at(9))).toEqual({
      kind: "retry",
      delaySeconds: 7,
    });
  });

  it("doubles the longest wait with each attempt, up to the policy's", () => {
    const seconds = [1, 2, 3, 4, 10, 2000].map((attempts) => settle(transient, at(attempts)));
    expect(seconds.map((settlement) => settlement.kind === "retry" && settlement.delaySeconds)).toEqual([
      1, 2, 4, 8, 300, 300,
    ]);
  });

  it("waits as long as it is told, within a day", () => {
    const told = (retryAfterMs: number) => settle(failed(failure("RUN030", undefined, { retryAfterMs })), at(1));
    expect(told(1500)).toEqual({ kind: "retry", delaySeconds: 2 });
    expect(told(10 ** 12)).toEqual({ kind: "retry", delaySeconds: 86_400 });
    const retry: Outcome = {
      kind: "retry",
      delayMs: 500,
      failure: failure("RATE101", undefined, { retryAfterMs: 9000 }),
    };
    expect(settle(retry, at(1))).toEqual({ kind: "retry", delaySeconds: 1 });
  });

  it("always waits whole seconds from 0 to a day, however odd the policy", () => {
    const numbers = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(Number.NaN, Infinity, -Infinity));
    const odd = fc.record({
      attempts: fc.integer({ min: 1, max: 5000 }),
      policy: fc.record({ maxAttempts: numbers, backoffMs: numbers, maxBackoffMs: numbers }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      delayMs: fc.option(numbers, { nil: undefined }),
    });
    fc.assert(
      fc.property(odd, ({ delayMs, random, ...attempt }) => {
        const found = failure("RUN030", undefined, delayMs === undefined ? {} : { retryAfterMs: delayMs });
        const settlement = settle(failed(found), { ...attempt, random: () => random });
        expect(settlement).toMatchObject({ kind: "retry", delaySeconds: expect.any(Number) });
        const seconds = settlement.kind === "retry" ? settlement.delaySeconds : undefined;
        expect(Number.isInteger(seconds) && Number(seconds) >= 0 && Number(seconds) <= 86_400).toBe(true);
      }),
    );
  });

  it("ends a stream that no message can read", () => {
    const { outcome, closed } = streamingOutcome((async function* () {})());
    expect(settle(outcome, at(1))).toMatchObject({ kind: "dead_letter", failure: { code: "RUN010" } });
    expect(closed).toHaveLength(1);
  });
});

describe("queueTrigger", () => {
  it("claims its queue and checks its numbers", () => {
    expect(queueTrigger.rule.claim(queue("orders").wiring)).toBe("queue orders");
    expect(queueTrigger.rule.check?.(queue("orders", { concurrency: 2 }).wiring)).toEqual([]);
    const wrong = queue("", { concurrency: 0, retry: { maxAttempts: 1.5 } });
    expect(queueTrigger.rule.check?.(wrong.wiring).map(({ message }) => message)).toEqual([
      "a queue trigger names its queue",
      "concurrency is 0, not a whole number above 0",
      "max_attempts is 1.5, not a whole number above 0",
    ]);
    const named = queue("../jobs", { deadLetter: "__proto__" });
    expect(queueTrigger.rule.check?.(named.wiring)).toMatchObject([
      { code: "NAME101", message: expect.stringContaining('queue: "../jobs" is no name') },
      { code: "NAME101", message: expect.stringContaining('dead_letter: "__proto__" is') },
    ]);
  });
});
