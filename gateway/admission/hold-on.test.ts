import { describe, expect, it } from "vitest";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import { failure } from "../../kernel/errors/failure.ts";
import type { Completed, Failed, Outcome } from "../../kernel/outcome.ts";
import { FakeClock } from "../../kit/fake-clock.ts";
import { afterLate, holdOn } from "./hold-on.ts";

async function setUp(leaseMs = 2_000) {
  const clock = new FakeClock();
  const ledger = memoryDedupe({ now: clock.now });
  const claim = await ledger.claim("k", { leaseMs });
  const token = claim.kind === "new" ? claim.token : "";
  const kind = async () => ((await ledger.claim("k", { leaseMs: 0 })).kind === "in_flight" ? "in_flight" : "free");
  return { clock, ledger, claim: { key: "k", token }, kind };
}

describe("holdOn", () => {
  it("keeps a claim as long as the platform lets work go on, and no longer", async () => {
    const { clock, ledger, claim, kind } = await setUp();
    holdOn(claim, ledger, clock);
    for (let second = 0; second < 30; second++) {
      await clock.advance(1_000);
      expect(await kind()).toBe("in_flight");
    }
    await clock.advance(3_000);
    expect([await kind(), clock.waiting]).toEqual(["free", 0]);
  });

  it("leaves a claim that it holds no more to a short lease, however long the first was", async () => {
    const { clock, ledger, claim, kind } = await setUp(600_000);
    const letGo = holdOn(claim, ledger, clock);
    await clock.advance(1_500);
    letGo();
    expect([await kind(), clock.waiting]).toEqual(["in_flight", 0]);
    await clock.advance(3_000);
    expect(await kind()).toBe("free");
  });

  it("outlasts renewals that fail", async () => {
    const { clock, ledger, claim, kind } = await setUp();
    let calls = 0;
    const extend: typeof ledger.extend = (...args) =>
      ++calls % 2 === 0 ? Promise.reject(new Error("down")) : ledger.extend(...args);
    holdOn(claim, { ...ledger, extend }, clock);
    await clock.advance(20_500);
    expect(await kind()).toBe("in_flight");
  });
});

describe("afterLate", () => {
  const completed: Completed = { kind: "completed", value: 1, stats: { stepsRun: 1, retries: 0 } };
  const failed: Failed = { kind: "failed", failure: failure("RUN010") };

  it("gives a claim back at once where nothing of the run is at work", async () => {
    const { clock, ledger, claim, kind } = await setUp();
    const outcome = await afterLate(completed, claim, { ledger, clock }, () => ledger.forget("k", claim.token));
    expect([outcome, await kind()]).toEqual([completed, "free"]);
  });

  it.each<[string, (late: Promise<void>) => Outcome]>([
    ["late", (late) => ({ ...failed, late })],
    ["detached", (late) => ({ ...completed, detached: late })],
  ])("gives a claim back when what is %s is done, and has that waited for", async (name, made) => {
    const { clock, ledger, claim, kind } = await setUp();
    const work = Promise.withResolvers<void>();
    const outcome = await afterLate(made(work.promise), claim, { ledger, clock }, () =>
      ledger.forget("k", claim.token),
    );
    await clock.advance(10_000);
    expect(await kind()).toBe("in_flight");
    work.resolve();
    await (outcome as unknown as Record<string, Promise<void>>)[name];
    expect([await kind(), clock.waiting]).toEqual(["free", 0]);
  });
});
