import { describe, expect, it } from "vitest";
import { sealRing } from "../../base/seal-ring.ts";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import { ledgerSecrets } from "./ledger-secrets.ts";

describe("ledgerSecrets", () => {
  it("makes one secret, whichever of many isolates asks first", async () => {
    const ledger = memoryDedupe();
    const all = await Promise.all(Array.from({ length: 20 }, () => ledgerSecrets(ledger, undefined)()));
    expect(new Set(all.map(([secret]) => secret)).size).toBe(1);
  });

  it("makes it anew where whoever began has died over it", async () => {
    const clock = { nowMs: 0 };
    const ledger = memoryDedupe({ now: () => clock.nowMs });
    await ledger.claim("seal/1", { leaseMs: 5_000 });
    const eager = {
      now: () => clock.nowMs,
      after: (delayMs: number, wake: () => void) => {
        if (delayMs < 1_000) queueMicrotask(wake);
        return () => undefined;
      },
    };
    await expect(ledgerSecrets(ledger, undefined, eager)()).rejects.toThrow("still being made");
    clock.nowMs = 5_000;
    expect((await ledgerSecrets(ledger, undefined, eager)())[0]).toHaveLength(43);
  });

  it("waits for a ledger that stalls no longer than it can", async () => {
    const stalled = { ...memoryDedupe(), claim: () => new Promise<never>(() => undefined) };
    const wakes = {
      now: () => 0,
      after: (_: number, wake: () => void) => {
        queueMicrotask(wake);
        return () => undefined;
      },
    };
    await expect(ledgerSecrets(stalled, undefined, wakes)()).rejects.toThrow("no answer");
  });

  it("finds the secret that was stored although the answer was lost", async () => {
    const ledger = memoryDedupe();
    let lost = true;
    const complete: typeof ledger.complete = async (key, token, result) => {
      const done = await ledger.complete(key, token, result);
      if (lost) throw new Error("lost");
      return done;
    };
    await expect(ledgerSecrets({ ...ledger, complete }, undefined)()).rejects.toThrow("lost");
    lost = false;
    expect(await ledgerSecrets({ ...ledger, complete }, undefined)()).toEqual(await ledgerSecrets(ledger, undefined)());
  });

  it("rotates by a variable: the first name seals, all are accepted", async () => {
    const ledger = memoryDedupe();
    const what = ["dead_letter", "x"] as const;
    const before = sealRing(ledgerSecrets(ledger, undefined));
    const during = sealRing(ledgerSecrets(ledger, " 2, 1"));
    const after = sealRing(ledgerSecrets(ledger, "2"));
    expect(await during.isGenuine(await before.seal(what), what)).toBe(true);
    expect(await after.isGenuine(await during.seal(what), what)).toBe(true);
    expect(await after.isGenuine(await before.seal(what), what)).toBe(false);
  });
});
