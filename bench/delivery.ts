import * as v from "valibot";
import { platformClock } from "../base/waiting.ts";
import { memoryDedupe } from "../capabilities/dedupe/memory.ts";
import type { DedupeStore } from "../capabilities/dedupe/store.ts";
import { createGateway } from "../gateway/create-gateway.ts";
import { runBatch } from "../gateway/entries/batch.ts";
import { SqlLedger } from "../gateway/stores/sql-ledger.ts";
import { flow } from "../kernel/author/flow.ts";
import { node } from "../kernel/author/node.ts";
import { nodeSql } from "../testing/node-sql.ts";
import { http } from "../triggers/http/author.ts";
import { queue } from "../triggers/queue/author.ts";
import type { Bench, Findings } from "./bench.ts";
import { deliveryInWorkerd, FEW_BATCHES, type InWorkerd, MANY_BATCHES } from "./delivery-in-workerd.ts";
import { ratios, rounded, type Spread, spreadOf, spreadText } from "./statistics.ts";

const BATCH = 100;
const BATCHES_A_ROUND = 4;
const ROUNDS = 60;
const CLAIMS = 2_000;

const Order = v.object({ id: v.number(), total: v.number() });
/** What a message waits for in a consumer that does anything: one write to a store. */
const WRITE_MS = 5;
const write = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, WRITE_MS));

const price = node({
  input: Order,
  run: async ({ id, total }) => {
    await write();
    return { id, due: total * 1.2 };
  },
});
const echo = node({ input: Order, run: ({ id, total }) => ({ id, due: total * 1.2 }) });
const orders = flow("orders", "1.0.0")
  .on(queue("orders", { concurrency: BATCH }))
  .node("price", price)
  .respond("price");
const echoes = flow("echoes", "1.0.0").on(http.post("/orders")).node("echo", echo).respond("echo");
const gateway = createGateway({ flows: [orders, echoes], sinks: [] });
const context = { waitUntil: () => undefined };

/** Settling and keys in this process, without a server; the ledger's objects and what batches leave behind in workerd. */
export const delivery: Bench = {
  name: "delivery",
  run: async ({ folder, progress }) => {
    progress("delivery: batches");
    const batches = await raceBatches();
    progress("delivery: requests");
    const keyed = await raceRequests();
    progress("delivery: claims");
    const claims = await claimsPerSecond();
    progress("delivery: workerd");
    return findings({ batches, keyed, claims, workerd: await deliveryInWorkerd(folder) });
  },
};

interface Measured {
  readonly batches: Raced;
  readonly keyed: Spread;
  readonly claims: number;
  readonly workerd: InWorkerd;
}

const SETTLED = "100 messages settled, over a loop by hand";
const MIB = 1024 ** 2;

function findings({ batches, keyed, claims, workerd }: Measured): Findings {
  const { oneShard, allShards, heldAfterFew = Number.NaN, heldAfterMany = Number.NaN } = workerd;
  const growthMiB = (heldAfterMany - heldAfterFew) / MIB;
  return {
    json: {
      delivery: {
        settleVsHand: rounded(batches.settling.median),
        batchVsHand: rounded(batches.plain.median),
        batchWithLedgerVsHand: rounded(batches.ledger.median),
        keyedVsPlain: rounded(keyed.median),
        ledgerClaimsPerSecond: {
          sqliteAlone: Math.round(claims),
          oneShard: Math.round(oneShard.median),
          allShards: Math.round(allShards.median),
        },
        // JSON has no NaN: where the isolate did not answer there is no figure.
        heldGrowthMiB: Number.isNaN(growthMiB) ? null : rounded(growthMiB),
      },
    },
    tables: [
      {
        title: `Delivery in one process, ratios of rates; a message waits ${WRITE_MS} ms for a store`,
        columns: ["what", "median (quartiles)"],
        rows: [
          [SETTLED, spreadText(batches.settling)],
          ["100 messages through the gateway", spreadText(batches.plain)],
          ["100 messages through the gateway, with a ledger in memory", spreadText(batches.ledger)],
          ["request with a new key over one without", spreadText(keyed)],
        ],
      },
      {
        title:
          "Ledger: keys claimed and completed a second. In workerd on one machine all shards share its cores and disk",
        columns: ["what", "median (quartiles)"],
        rows: [
          ["SQLite alone, in Node", claims.toFixed(0)],
          ["one shard, in workerd", spreadText(oneShard, 0)],
          ["32 shards, in workerd", spreadText(allShards, 0)],
        ],
      },
      {
        title: "Bytes held by the isolate, garbage apart",
        columns: ["after", "MiB"],
        rows: [
          [`${FEW_BATCHES} batches of ${BATCH}`, (heldAfterFew / MIB).toFixed(2)],
          [`${MANY_BATCHES} more`, (heldAfterMany / MIB).toFixed(2)],
        ],
      },
    ],
    targets: [
      { name: SETTLED, value: batches.settling.median, bound: { least: 0.9 } },
      { name: `MiB more held after ${MANY_BATCHES} batches`, value: growthMiB, bound: { most: 1 } },
    ],
  };
}

interface Raced {
  readonly settling: Spread;
  readonly plain: Spread;
  readonly ledger: Spread;
}

async function raceBatches(): Promise<Raced> {
  const bare = { LOG_LEVEL: "silent" };
  const hand: number[] = [];
  const settling: number[] = [];
  const plain: number[] = [];
  const ledger: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    hand.push(await rate(byHand));
    settling.push(await rate(bySettling));
    plain.push(await rate((batch) => gateway.queue(batch, bare, context)));
    const bound = { ...bare, LEDGER: ledgerOf(memoryDedupe()) };
    ledger.push(await rate((batch) => gateway.queue(batch, bound, context)));
  }
  const over = (rates: readonly number[]) => spreadOf(ratios(rates, hand));
  return { settling: over(settling), plain: over(plain), ledger: over(ledger) };
}

async function priced(id: number, total: number) {
  await write();
  return { id, due: total * 1.2 };
}

/** The settling alone, over the same work. */
async function bySettling(batch: MessageBatch): Promise<void> {
  await runBatch(batch.messages, {
    concurrency: BATCH,
    guardAtMs: Date.now() + 60_000,
    clock: platformClock,
    run: async ({ body }) => {
      const { id, total } = v.parse(Order, body);
      await priced(id, total);
      return { kind: "ack" };
    },
    settle: (message) => message.ack(),
  });
}

/** What one writes without Flowgate: all at once, each with its own try and its own ack. */
async function byHand(batch: MessageBatch): Promise<void> {
  const one = async (message: Message): Promise<void> => {
    try {
      const { id, total } = v.parse(Order, message.body);
      await priced(id, total);
      message.ack();
    } catch {
      message.retry();
    }
  };
  await Promise.all(batch.messages.map(one));
}

let made = 0;

/** Batches a second. */
async function rate(consume: (batch: MessageBatch) => Promise<void>): Promise<number> {
  const batches = Array.from({ length: BATCHES_A_ROUND }, newBatch);
  const startedAtMs = performance.now();
  for (const batch of batches) await consume(batch);
  return (BATCHES_A_ROUND * 1_000) / (performance.now() - startedAtMs);
}

function newBatch(): MessageBatch {
  const messages = Array.from({ length: BATCH }, (_, id) => ({
    id: String(made++),
    timestamp: new Date(),
    body: { id, total: id },
    attempts: 1,
    ack: () => undefined,
    retry: () => undefined,
  }));
  return { queue: "orders", messages } as unknown as MessageBatch;
}

async function raceRequests(): Promise<Spread> {
  const env = { LOG_LEVEL: "silent", LEDGER: ledgerOf(memoryDedupe()) };
  const keyed: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    plain.push(await requestRate(env, () => ({})));
    keyed.push(await requestRate(env, () => ({ "idempotency-key": `"${made++}"` })));
  }
  return spreadOf(ratios(keyed, plain));
}

async function requestRate(env: object, headers: () => Record<string, string>): Promise<number> {
  const count = 200;
  const startedAtMs = performance.now();
  for (let index = 0; index < count; index++) {
    const init = {
      method: "POST",
      headers: { "content-type": "application/json", ...headers() },
      body: '{"id":1,"total":2}',
    };
    await (await gateway.fetch(new Request("http://bench.test/orders", init), env, context)).text();
  }
  return (count * 1_000) / (performance.now() - startedAtMs);
}

/** One shard, without the calls between objects: claim and complete of new keys. */
async function claimsPerSecond(): Promise<number> {
  const sql = nodeSql();
  const ledger = new SqlLedger({ sql, now: Date.now, newToken: () => crypto.randomUUID() });
  const rates: number[] = [];
  for (let round = 0; round < 10; round++) {
    const startedAtMs = performance.now();
    for (let index = 0; index < CLAIMS; index++) {
      const key = `event/orders/queue/${round}-${index}`;
      const claim = ledger.claim(key, { leaseMs: 30_000 });
      if (claim.kind === "new") ledger.complete(key, claim.token, { stored: { kind: "completed" }, ttlMs: 86_400_000 });
    }
    rates.push((CLAIMS * 1_000) / (performance.now() - startedAtMs));
  }
  sql.close();
  return spreadOf(rates).median;
}

function ledgerOf(store: DedupeStore) {
  return { getByName: () => store };
}
