import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { platformClock } from "../../base/waiting.ts";
import type { Clock } from "../../kernel/ports.ts";
import type { Verdict } from "../../triggers/queue/settlement.ts";
import { planBatch, runBatch } from "./batch.ts";

const ack: Verdict = { kind: "ack" };

/** A clock that stands until it is moved. */
function standingClock() {
  let nowMs = 0;
  const timers = new Map<() => void, number>();
  const clock: Clock = {
    now: () => nowMs,
    after: (delayMs, wake) => {
      timers.set(wake, nowMs + delayMs);
      return () => timers.delete(wake);
    },
  };
  const moveTo = async (atMs: number) => {
    nowMs = atMs;
    for (const [wake, dueAtMs] of timers) {
      if (dueAtMs > atMs) continue;
      timers.delete(wake);
      wake();
    }
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return { clock, moveTo, open: () => timers.size };
}

function settlements<Message>() {
  const settled: [Message, Verdict][] = [];
  return { settled, settle: (message: Message, verdict: Verdict) => void settled.push([message, verdict]) };
}

describe("planBatch", () => {
  it("keeps messages of one key in one lane, in order, and the others apart", () => {
    const lanes = planBatch(["a1", "b1", "x", "a2", "y", "b2"], (text) =>
      "ab".includes(text[0] ?? "") ? text[0] : undefined,
    );
    expect(lanes).toEqual([["a1", "a2"], ["b1", "b2"], ["x"], ["y"]]);
  });

  it("gives each message its own lane without keys", () => {
    expect(planBatch([1, 2], undefined)).toEqual([[1], [2]]);
  });
});

describe("runBatch", () => {
  it("settles each message once with its own verdict", async () => {
    const { settled, settle } = settlements<number>();
    await runBatch([1, 2, 3], {
      concurrency: 2,
      guardAtMs: Date.now() + 10_000,
      clock: platformClock,
      run: (n) => (n === 2 ? { kind: "retry", delaySeconds: 7 } : ack),
      settle,
    });
    expect(settled.toSorted(([a], [b]) => a - b)).toEqual([
      [1, ack],
      [2, { kind: "retry", delaySeconds: 7 }],
      [3, ack],
    ]);
  });

  it("retries what throws, at once or later, and goes on with the rest", async () => {
    const { settled, settle } = settlements<string>();
    await runBatch(["throws", "rejects", "works"], {
      concurrency: 1,
      guardAtMs: Date.now() + 10_000,
      clock: platformClock,
      run: (kind) => {
        if (kind === "throws") throw new Error("at once");
        return kind === "rejects" ? Promise.reject(new Error("later")) : ack;
      },
      settle,
    });
    expect(settled).toEqual([
      ["throws", { kind: "retry" }],
      ["rejects", { kind: "retry" }],
      ["works", ack],
    ]);
  });

  it("holds back the successors of a retried message for as long as it, and no others", async () => {
    const { settled, settle } = settlements<string>();
    const ran: string[] = [];
    await runBatch(["a1", "b1", "a2", "a3", "b2"], {
      concurrency: 5,
      keyOf: (id) => id[0],
      guardAtMs: Date.now() + 10_000,
      clock: platformClock,
      run: (id) => {
        ran.push(id);
        return id === "a2" ? { kind: "retry", delaySeconds: 9 } : ack;
      },
      settle,
    });
    expect(ran.toSorted()).toEqual(["a1", "a2", "b1", "b2"]);
    expect(Object.fromEntries(settled)).toEqual({
      a1: ack,
      a2: { kind: "retry", delaySeconds: 9 },
      a3: { kind: "retry", delaySeconds: 9 },
      b1: ack,
      b2: ack,
    });
  });

  it("retries unrun what has not started at the guard, and signals what has", async () => {
    const { clock, moveTo, open } = standingClock();
    const { settled, settle } = settlements<string>();
    const ran: string[] = [];
    const done = runBatch(["first", "second"], {
      concurrency: 1,
      guardAtMs: 100,
      clock,
      run: (id, signal) => {
        ran.push(id);
        return new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve({ kind: "retry", delaySeconds: 1 }));
        });
      },
      settle,
    });
    await moveTo(99);
    expect(settled).toEqual([]);
    await moveTo(100);
    await done;
    expect(ran).toEqual(["first"]);
    expect(settled).toEqual([
      ["first", { kind: "retry", delaySeconds: 1 }],
      ["second", { kind: "retry" }],
    ]);
    expect(open()).toBe(0);
  });

  it("retries what ignores its signal once the grace is over, and its late verdict changes nothing", async () => {
    const { clock, moveTo } = standingClock();
    const { settled, settle } = settlements<string>();
    let finish: (verdict: Verdict) => void = () => undefined;
    const run = () => new Promise<Verdict>((resolve) => (finish = resolve));
    const done = runBatch(["deaf"], { concurrency: 1, guardAtMs: 100, graceMs: 50, clock, run, settle });
    await moveTo(149);
    expect(settled).toEqual([]);
    await moveTo(150);
    await done;
    finish(ack);
    await Promise.resolve();
    expect(settled).toEqual([["deaf", { kind: "retry" }]]);
  });

  it("runs nothing when the guard has passed before it starts", async () => {
    const { clock } = standingClock();
    const { settled, settle } = settlements<number>();
    const run = () => {
      throw new Error("ran");
    };
    await runBatch([1], { concurrency: 1, guardAtMs: 0, clock, run, settle });
    expect(settled).toEqual([[1, { kind: "retry" }]]);
  });

  it("resolves for an empty batch", async () => {
    const { settled, settle } = settlements<number>();
    await runBatch([], { concurrency: 4, guardAtMs: Date.now() + 1_000, clock: platformClock, run: () => ack, settle });
    expect(settled).toEqual([]);
  });

  it("never exceeds its concurrency, never overlaps one key, and settles all exactly once", async () => {
    const message = fc.record({
      key: fc.constantFrom("a", "b", "c", undefined),
      turns: fc.nat(5),
      retry: fc.boolean(),
    });
    const batch = fc.array(message, { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(batch, fc.integer({ min: 1, max: 8 }), async (messages, concurrency) => {
        const running: typeof messages = [];
        const overlaps: unknown[] = [];
        let most = 0;
        const { settled, settle } = settlements<(typeof messages)[number]>();
        await runBatch(messages, {
          concurrency,
          keyOf: ({ key }) => key,
          guardAtMs: Date.now() + 60_000,
          clock: platformClock,
          run: async (current) => {
            overlaps.push(...running.filter(({ key }) => key !== undefined && key === current.key));
            running.push(current);
            most = Math.max(most, running.length);
            for (let turn = 0; turn < current.turns; turn++) await Promise.resolve();
            running.splice(running.indexOf(current), 1);
            return current.retry ? { kind: "retry" } : ack;
          },
          settle,
        });
        expect(overlaps).toEqual([]);
        expect(most).toBeLessThanOrEqual(concurrency);
        expect(settled.length).toBe(messages.length);
        expect(new Set(settled.map(([settledMessage]) => settledMessage)).size).toBe(messages.length);
        for (const key of ["a", "b", "c"]) {
          const order = settled.filter(([settledMessage]) => settledMessage.key === key).map(([, { kind }]) => kind);
          expect(order.join()).toMatch(/^(ack,?)*(retry,?)*$/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
