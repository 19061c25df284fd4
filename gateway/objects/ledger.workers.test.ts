import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
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

  const alarmOf = (name: string) =>
    runInDurableObject(LEDGER.getByName(name), (_object, { storage }) => storage.getAlarm());

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
    expect(await alarmOf("kept")).toBeGreaterThan(Date.now());
  });

  it("sweeps within two minutes, however often it starts anew and is claimed in between", async () => {
    const shard = LEDGER.getByName("evicted");
    tokenOf(await shard.claim("a", { leaseMs: 1_000 }));
    const alarmAtMs = await alarmOf("evicted");
    expect(alarmAtMs).toBeLessThanOrEqual(Date.now() + 120_000);
    for (const key of ["b", "c", "d"]) {
      await evictDurableObject(shard);
      await pass(5);
      tokenOf(await shard.claim(key, { leaseMs: 1_000 }));
      expect(await alarmOf("evicted")).toBe(alarmAtMs);
    }
  });

  it("rings earlier for what expires earlier than all before", async () => {
    const shard = LEDGER.getByName("earlier");
    tokenOf(await shard.claim("tomorrow", { leaseMs: 86_400_000 }));
    const token = tokenOf(await shard.claim("hour", { leaseMs: 3_600_000 }));
    expect(await alarmOf("earlier")).toBeGreaterThan(Date.now() + 3_600_000);
    await evictDurableObject(shard);
    await shard.complete("hour", token, { ttlMs: 1_000 });
    expect(await alarmOf("earlier")).toBeLessThan(Date.now() + 120_000);
  });

  it("sweeps many rows in one alarm", async () => {
    const shard = LEDGER.getByName("many");
    tokenOf(await shard.claim("first", { leaseMs: 1 }));
    await runInDurableObject(shard, (_object, { storage }) => {
      const numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5500)";
      storage.sql.exec(`INSERT INTO ledger (key, expires_at_ms) ${numbers} SELECT 'k' || i, 1 FROM n`);
    });
    await pass(20);
    expect(await rows("many")).toBe(5_501);
    await runDurableObjectAlarm(shard);
    expect(await rows("many")).toBe(0);
  });

  it("keeps nothing of a key that is only looked at", async () => {
    const shard = LEDGER.getByName("looked");
    for (let index = 0; index < 20; index++) expect(await shard.look(`status/${index}`)).toEqual({ kind: "free" });
    await shard.forget("status/1", "token");
    await runInDurableObject(shard, (_object, { storage }) => {
      expect(storage.sql.exec("SELECT name FROM sqlite_master").toArray()).toEqual([]);
    });
    expect(await alarmOf("looked")).toBeNull();
  });
});
