import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { ObjectNamespace } from "../../base/bindings.ts";
import { ledgerOf } from "../../capabilities/dedupe/ledger-of.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import { ledgerContract, tokenOf } from "../../testing/contracts/ledger.ts";

/** A stub's type is computed from its class, and gives up at recursive types such as JSON's. */
const LEDGER = env.LEDGER as unknown as ObjectNamespace<DurableObjectStub & DedupeStore>;
const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

ledgerContract("Durable Objects", () => ({ store: ledgerOf(LEDGER), pass }));

describe("Ledger", () => {
  const rows = (name: string) =>
    runInDurableObject(LEDGER.getByName(name), (_object, { storage }) =>
      Number(storage.sql.exec("SELECT COUNT(*) AS n FROM ledger").one().n),
    );

  it("removes expired rows by its alarm, and then sets none", async () => {
    const shard = LEDGER.getByName("swept");
    for (const key of ["a", "b"]) tokenOf(await shard.claim(key, { leaseMs: 1 }));
    await pass(20);
    expect(await runDurableObjectAlarm(shard)).toBe(true);
    expect(await rows("swept")).toBe(0);
    expect(await runDurableObjectAlarm(shard)).toBe(false);
  });

  it("keeps what has not expired, and comes back for it", async () => {
    const shard = LEDGER.getByName("kept");
    tokenOf(await shard.claim("short", { leaseMs: 1 }));
    tokenOf(await shard.claim("long", { leaseMs: 600_000 }));
    await pass(20);
    await runDurableObjectAlarm(shard);
    expect(await rows("kept")).toBe(1);
    expect(await runInDurableObject(shard, (_object, { storage }) => storage.getAlarm())).toBeGreaterThan(Date.now());
  });
});
