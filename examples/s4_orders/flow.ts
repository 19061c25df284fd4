import { FlowError, flow, http, kv, node, publish, queue, reply } from "flowgate";
import * as v from "valibot";

const Order = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  total: v.pipe(v.number(), v.minValue(0)),
  express: v.optional(v.boolean(), false),
});
const Priced = v.object({ ...Order.entries, due: v.number() });
const Shipment = v.object({ ...Priced.entries, shipping: v.picklist(["express", "standard"]) });

const VAT = 1.2;
const EXPRESS_FEE = 15;
const DAY_MS = 86_400_000;
const byOrder = { key: "/id", ttlMs: DAY_MS };

const accept = node({
  input: Order,
  uses: { outbox: publish("ORDERS_QUEUE") },
  idempotency: byOrder,
  run: async (order, { outbox }) => {
    await outbox.send(order);
    return reply({ accepted: order.id, status: `/orders/${encodeURIComponent(order.id)}` }, { status: 202 });
  },
});

export const takeOrder = flow("take_order", "1.0.0", { summary: "Takes an order and queues it." })
  .on(http.post("/orders"))
  .node("accept", accept)
  .respond("accept");

const price = node({
  input: Order,
  output: Priced,
  run: (order) => ({ ...order, due: Math.round(order.total * VAT * 100) / 100 }),
});

const express = node({
  input: price.output,
  output: Shipment,
  run: (order) => ({ ...order, due: order.due + EXPRESS_FEE, shipping: "express" as const }),
});

const standard = node({
  input: price.output,
  output: Shipment,
  run: (order) => ({ ...order, shipping: "standard" as const }),
});

const save = node({
  input: Shipment,
  uses: { orders: kv("ORDERS", "write", { prefix: "order:" }) },
  idempotency: byOrder,
  run: async (order, { orders }) => {
    // The ledger keeps a finished save from running again; this, one that a crash cut off before it was known to be done.
    const known = await orders.get(order.id);
    if (known === undefined) await orders.put(order.id, { ...order, applied: 1 });
    return { saved: order.id };
  },
});

export const fulfilOrder = flow("fulfil_order", "1.0.0", { summary: "Prices a queued order, ships it, saves it." })
  .on(queue("orders", { deadLetter: "DEAD_LETTERS" }))
  .node("price", price)
  .node("express", express, { after: "price" })
  .node("standard", standard, { after: "price" })
  .if("price", "/express", { then: "express", else: "standard" })
  .node("save", save, { afterAny: ["express", "standard"] })
  .respond("save");

const find = node({
  input: v.object({ id: v.string() }),
  uses: { orders: kv("ORDERS", "read", { prefix: "order:" }) },
  run: async ({ id }, { orders }) => {
    const order = await orders.get(id);
    if (order === undefined) throw new FlowError("no such order", { code: "ORDER_UNKNOWN", status: 404 });
    return order;
  },
});

export const readOrder = flow("read_order", "1.0.0", { summary: "Reads a saved order." })
  .on(http.get("/orders/:id"))
  .node("find", find)
  .respond("find");
