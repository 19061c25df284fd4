import { blob, FlowError, flow, http, kv, node, publish, queue, reply, state } from "flowgate";
import * as v from "valibot";

const Order = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  total: v.pipe(v.number(), v.minValue(0)),
  express: v.optional(v.boolean(), false),
});
const Priced = v.object({ ...Order.entries, due: v.number() });
const Shipment = v.object({ ...Priced.entries, shipping: v.picklist(["express", "standard"]) });

const Applied = v.object({ ...Shipment.entries, applied: v.number() });

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

/** Counts how often an order was applied. The count and the mark are one transaction: a crash leaves both or neither. */
const apply = node({
  input: Shipment,
  output: Applied,
  uses: { tallies: state("ORDER_TALLIES", "write") },
  idempotency: byOrder,
  run: async (order, { tallies }, { idempotencyKey }) => {
    const tally = tallies.at(order.id);
    const mark = `key:${idempotencyKey}`;
    const made = await tally.transaction({ onlyIf: { [mark]: null }, put: { [mark]: true }, add: { applied: 1 } });
    const applied = made?.sums.applied ?? (await tally.get<number>("applied")) ?? 0;
    return { ...order, applied };
  },
});

const save = node({
  input: Applied,
  uses: { orders: kv("ORDERS", "write", { prefix: "order:" }) },
  idempotency: byOrder,
  run: async (order, { orders }) => {
    await orders.put(order.id, order);
    return { saved: order.id };
  },
});

const receipt = node({
  input: Shipment,
  uses: { receipts: blob("RECEIPTS", "write") },
  idempotency: byOrder,
  run: async ({ id, total, due }, { receipts }) => {
    const text = `order ${id}\ntotal ${total.toFixed(2)}\ndue ${due.toFixed(2)}\n`;
    await receipts.put(`${id}.txt`, text, { contentType: "text/plain; charset=utf-8" });
  },
});

export const fulfilOrder = flow("fulfil_order", "1.0.0", { summary: "Prices a queued order, ships it, saves it." })
  .on(queue("orders", { deadLetter: "DEAD_LETTERS" }))
  .node("price", price)
  .node("express", express, { after: "price" })
  .node("standard", standard, { after: "price" })
  .if("price", "/express", { then: "express", else: "standard" })
  .node("receipt", receipt, { afterAny: ["express", "standard"] })
  .node("apply", apply, { afterAny: ["express", "standard"] })
  .node("save", save, { after: "apply" })
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
