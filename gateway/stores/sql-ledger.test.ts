import { describe, expect, it } from "vitest";
import { ledgerOf } from "../../capabilities/dedupe/ledger-of.ts";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import { ledgerContract, tokenOf } from "../../testing/contracts/ledger.ts";
import { nodeSql } from "../../testing/node-sql.ts";
import type { Sql } from "./sql.ts";
import { MAX_STORED_BYTES, SqlLedger } from "./sql-ledger.ts";

function steppedClock() {
  let nowMs = 1_700_000_000_000;
  const pass = async (ms: number): Promise<void> => {
    nowMs += ms;
  };
  return { now: () => nowMs, pass };
}

function tokens(): () => string {
  let made = 0;
  return () => `token-${++made}`;
}

/** The shards as the namespace has them, each over a database of its own. */
function sqlNamespace(now: () => number) {
  const shards = new Map<string, DedupeStore>();
  const open = (): DedupeStore => {
    const ledger = new SqlLedger({ sql: nodeSql(), now, newToken: tokens() });
    return {
      claim: async (key, terms) => ledger.claim(key, terms),
      look: async (key) => ledger.look(key),
      complete: async (key, token, result) => ledger.complete(key, token, result),
      extend: async (key, token, leaseMs) => ledger.extend(key, token, leaseMs),
      forget: async (key, token) => ledger.forget(key, token),
    };
  };
  const getByName = (name: string): DedupeStore => {
    const shard = shards.get(name) ?? open();
    shards.set(name, shard);
    return shard;
  };
  return { getByName, shards };
}

const memoryClock = steppedClock();
const memory = memoryDedupe({ now: memoryClock.now });
ledgerContract("memory", () => ({ store: memory, pass: memoryClock.pass }));

const sqlClock = steppedClock();
const namespace = sqlNamespace(sqlClock.now);
ledgerContract("SQLite, in shards", () => ({ store: ledgerOf(namespace, 4), pass: sqlClock.pass }));

describe("ledgerOf", () => {
  it("spreads keys over all shards, and finds each again", async () => {
    const { getByName, shards } = sqlNamespace(() => 1);
    const store = ledgerOf({ getByName }, 8);
    const keys = Array.from({ length: 400 }, (_, index) => `orders/${index}`);
    for (const key of keys) tokenOf(await store.claim(key, { leaseMs: 1_000 }));
    const again = await Promise.all(keys.map((key) => store.claim(key, { leaseMs: 1_000 })));
    expect(new Set(again.map(({ kind }) => kind))).toEqual(new Set(["in_flight"]));
    expect([...shards.keys()].toSorted()).toEqual(Array.from({ length: 8 }, (_, index) => `ledger-${index}`));
  });
});

describe("SqlLedger", () => {
  const open = (sql: Sql = nodeSql()) => {
    const clock = steppedClock();
    return { ledger: new SqlLedger({ sql, now: clock.now, newToken: tokens() }), clock, sql };
  };
  const count = (sql: Sql) => Number(sql.exec("SELECT COUNT(*) AS n FROM ledger").toArray()[0]?.n);

  it("sweeps expired rows in portions and says when the next is due", async () => {
    const { ledger, clock, sql } = open();
    for (let index = 0; index < 5; index++) ledger.claim(`short-${index}`, { leaseMs: 10 });
    ledger.claim("long", { leaseMs: 1_000 });
    await clock.pass(10);
    expect(ledger.sweep(3)).toBe(clock.now());
    expect(count(sql)).toBe(3);
    expect(ledger.sweep(3)).toBe(clock.now() + 990);
    expect(count(sql)).toBe(1);
    await clock.pass(990);
    expect(ledger.sweep(3)).toBeUndefined();
    expect(count(sql)).toBe(0);
  });

  it("keeps its entries when it is opened again", () => {
    const { ledger, sql } = open();
    const token = tokenOf(ledger.claim("kept", { leaseMs: 1_000 }));
    const { ledger: reopened } = open(sql);
    expect(reopened.complete("kept", token, { stored: 1, ttlMs: 1_000 })).toBe(true);
  });

  it("refuses a result that no row holds, and leaves the claim as it was", () => {
    const { ledger } = open();
    const token = tokenOf(ledger.claim("large", { leaseMs: 1_000 }));
    const tooLarge = { stored: "x".repeat(MAX_STORED_BYTES), ttlMs: 1_000 };
    expect(() => ledger.complete("large", token, tooLarge)).toThrow(RangeError);
    expect(ledger.claim("large", { leaseMs: 1_000 }).kind).toBe("in_flight");
  });

  it("refuses new keys when it is full, and forgets none for them", () => {
    const sql = nodeSql();
    let databaseSize = 0;
    const { ledger } = open({
      exec: sql.exec,
      get databaseSize() {
        return databaseSize;
      },
    });
    const token = tokenOf(ledger.claim("old", { leaseMs: 1_000 }));
    databaseSize = 9_000_000_000;
    expect(() => ledger.claim("new", { leaseMs: 1_000 })).toThrow(RangeError);
    expect(ledger.complete("old", token, { ttlMs: 1_000 })).toBe(true);
    expect(ledger.claim("old", { leaseMs: 1_000 }).kind).toBe("done");
  });
});
