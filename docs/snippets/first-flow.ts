import { createGateway, flow, http, kv, node, queue } from "flowgate";
import * as v from "valibot";

const Order = v.object({ id: v.string(), total: v.number() });

const price = node({
  input: Order,
  output: v.object({ ...Order.entries, due: v.number() }),
  run: (order) => ({ ...order, due: order.total * 1.2 }), // pure and strict unless it says otherwise
});

const save = node({
  input: price.output,
  uses: { orders: kv("ORDERS", "write") }, // what the node may touch, and how
  idempotency: { key: "/id", ttlMs: 86_400_000 }, // so that it may be retried
  run: async (order, { orders }) => {
    await orders.put(order.id, order);
    return { saved: order.id };
  },
});

export const orders = flow("orders", "1.0.0")
  .on(http.post("/orders"), queue("orders")) // the same flow, two ways in
  .node("price", price)
  .node("save", save, { after: "price" }) // does not compile if price's output is not save's input
  .respond("save");

export default createGateway({ flows: [orders] }); // { fetch, queue, scheduled }
