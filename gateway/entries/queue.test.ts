import { describe, expect, it, vi } from "vitest";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import { recordedBatch } from "../../kit/batch.ts";
import { queue } from "../../triggers/queue/author.ts";
import { createGateway } from "../create-gateway.ts";

describe("createQueue", () => {
  it("holds a batch up for an effect that never ends no longer than 30 seconds past its guard", async () => {
    vi.useFakeTimers();
    const stuck = node({ effects: "effectful", run: () => new Promise<string>(() => undefined) });
    const orders = flow("orders", "1.0.0", { timeoutMs: 1_000 })
      .on(queue("orders"))
      .node("stuck", stuck)
      .respond("stuck");
    const gateway = createGateway({ flows: [orders], sinks: [] });
    const { batch, verdictOf } = recordedBatch("orders", [{ id: "m", body: {}, attempts: 1, timestamp: new Date() }]);
    const held: Promise<unknown>[] = [];
    const handling = gateway.queue(batch, { LOG_LEVEL: "silent" }, { waitUntil: (work) => void held.push(work) });
    await vi.advanceTimersByTimeAsync(1_000);
    await handling;
    let isSettled = false;
    const settled = Promise.all(held).then(() => {
      isSettled = true;
    });
    await vi.advanceTimersByTimeAsync(29_000);
    expect([verdictOf("m")?.kind, held.length, isSettled]).toEqual(["retry", 1, false]);
    await vi.advanceTimersByTimeAsync(1_000);
    await settled;
    vi.useRealTimers();
    expect(isSettled).toBe(true);
  });
});
