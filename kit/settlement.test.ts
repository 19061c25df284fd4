import { describe, expect, it } from "vitest";
import { recordedBatch } from "./batch.ts";
import { fateOf, type Verdict } from "./settlement.ts";

const ack: Verdict = { kind: "ack" };
const retry: Verdict = { kind: "retry", delaySeconds: 7 };

describe("fateOf", () => {
  it.each([
    ["an ack, also when the handler threw afterwards", { attempts: 1, verdict: ack }, true, { kind: "acked" }],
    ["nothing, when the handler ended well", { attempts: 1, verdict: undefined }, false, { kind: "acked" }],
    [
      "nothing, when it threw",
      { attempts: 1, verdict: undefined },
      true,
      { kind: "redelivered", attempts: 2, delaySeconds: 0 },
    ],
    ["a retry", { attempts: 3, verdict: retry }, false, { kind: "redelivered", attempts: 4, delaySeconds: 7 }],
    ["a retry behind the last", { attempts: 4, verdict: retry }, false, { kind: "deleted" }],
  ] as const)("follows from %s", (_what, delivered, threw, fate) => {
    expect(fateOf(delivered, threw)).toEqual(fate);
  });

  it("takes the consumer's delay for a retry that names none, and not for one of 0", () => {
    const rules = { retryDelaySeconds: 30 };
    const delayOf = (verdict: Verdict) => fateOf({ attempts: 1, verdict }, false, rules);
    expect(delayOf({ kind: "retry" })).toMatchObject({ delaySeconds: 30 });
    expect(delayOf({ kind: "retry", delaySeconds: 0 })).toMatchObject({ delaySeconds: 0 });
  });

  it("counts max_retries beyond the first delivery, then goes to the dead-letter queue", () => {
    const rules = { maxRetries: 0, deadLetterQueue: "dead" };
    expect(fateOf({ attempts: 1, verdict: retry }, false, rules)).toEqual({ kind: "dead_lettered", queue: "dead" });
  });
});

describe("recordedBatch", () => {
  const messages = ["a", "b"].map((id) => ({ id, body: id, attempts: 1, timestamp: new Date(0) }));

  it("keeps the first call on each message", () => {
    const { batch, verdictOf } = recordedBatch("orders", messages);
    batch.messages[0]?.ack();
    batch.messages[0]?.retry();
    batch.retryAll({ delaySeconds: 5 });
    batch.messages[1]?.ack();
    expect(verdictOf("a")).toEqual({ kind: "ack" });
    expect(verdictOf("b")).toEqual({ kind: "retry", delaySeconds: 5 });
  });

  it("knows of nothing that was not said", () => {
    expect(recordedBatch("orders", messages).verdictOf("a")).toBeUndefined();
  });
});
