import { blob, cache, clock, db, dedupe, egress, kv, node, publish, rng, secret, sql, state } from "flowgate";
import * as v from "valibot";

// Each of these stands in docs/capabilities.md, under the capability that is named above it.

const Order = v.object({ id: v.string(), total: v.number() });

// kv
export const remember = node({
  input: Order,
  uses: { orders: kv("ORDERS", "write", { prefix: "orders/" }) },
  idempotency: { key: "/id" },
  run: async (order, { orders }) => {
    const before = await orders.get(order.id);
    await orders.put(order.id, order, { ttlSeconds: 3_600 });
    return { known: before !== undefined };
  },
});

// blob
export const receipt = node({
  input: Order,
  uses: { receipts: blob("RECEIPTS", "write") },
  idempotency: { key: "/id" },
  run: async (order, { receipts }) => {
    const key = `receipts/${order.id}.json`;
    await receipts.put(key, JSON.stringify(order), { contentType: "application/json" });
    const found = await receipts.get(key);
    return { key, total: (await found?.json<{ total: number }>())?.total };
  },
});

// publish
export const ship = node({
  input: Order,
  uses: { shipping: publish("SHIPPING_QUEUE") },
  idempotency: { key: "/id" },
  run: async (order, { shipping }) => {
    await shipping.send({ order: order.id }, { delaySeconds: 60 });
    return { queued: order.id };
  },
});

// state
export const count = node({
  input: Order,
  uses: { tallies: state("TALLIES", "write") },
  idempotency: { key: "/id" },
  run: async (order, { tallies }) => {
    const day = tallies.at("2026-11-24");
    return { orders: await day.add("orders", 1), total: await day.add("total", order.total) };
  },
});

// db
export const record = node({
  input: Order,
  uses: { shop: db("SHOP_DB", "write") },
  idempotency: { key: "/id" },
  run: async ({ id, total }, { shop }) => {
    await shop.run(sql`CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, total REAL)`);
    await shop.run(sql`INSERT OR REPLACE INTO orders VALUES (${id}, ${total})`);
    return shop.first<{ total: number }>(sql`SELECT total FROM orders WHERE id = ${id}`);
  },
});

// egress
export const rate = node({
  input: v.object({ currency: v.string() }),
  uses: { rates: egress("read", { hosts: ["rates.example.com"], timeoutMs: 2_000 }) },
  run: async ({ currency }, { rates }) => {
    const response = await rates.get(`https://rates.example.com/${currency}`);
    return (await response.json()) as { rate: number };
  },
});

// dedupe
export const once = node({
  input: Order,
  uses: { claims: dedupe("LEDGER") },
  idempotency: { key: "/id" },
  run: async (order, { claims }) => {
    const key = `mail/${order.id}`;
    const claim = await claims.claim(key, { leaseMs: 60_000 });
    if (claim.kind !== "new") return { first: false };
    await claims.complete(key, claim.token, { ttlMs: 86_400_000 });
    return { first: true };
  },
});

// cache
export const quote = node({
  input: v.object({ product: v.string() }),
  uses: { quotes: cache("quotes") },
  run: async ({ product }, { quotes }) => {
    const kept = await quotes.get<number>(product);
    const price = kept ?? product.length * 10;
    await quotes.put(product, price, { ttlSeconds: 60 });
    return { price, kept: kept !== undefined };
  },
});

// secret
export const sign = node({
  input: v.object({ text: v.string() }),
  uses: { key: secret("SIGNING_KEY") },
  run: async ({ text }, { key }) => {
    const bytes = new TextEncoder().encode(await key.reveal());
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const hmac = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
    const signature = await crypto.subtle.sign("HMAC", hmac, new TextEncoder().encode(text));
    return { signature: [...new Uint8Array(signature)].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
  },
});

// clock
export const wait = node({
  input: v.object({ ms: v.number() }),
  uses: { time: clock() },
  run: async ({ ms }, { time }) => {
    await time.sleep(ms); // ends with the run
    return { at: new Date(time.now()).toISOString() };
  },
});

// rng
export const draw = node({
  input: v.object({ tickets: v.array(v.string()) }),
  uses: { chance: rng() },
  run: ({ tickets }, { chance }) => ({
    id: chance.uuid(),
    winner: tickets[Math.floor(chance.number() * tickets.length)],
  }),
});
