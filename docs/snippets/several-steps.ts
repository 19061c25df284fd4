import { flow, kv, node, queue, type } from "flowgate";
import * as v from "valibot";

const Order = v.object({ id: v.string(), express: v.boolean(), lines: v.array(v.number()) });
type Order = v.InferOutput<typeof Order>;

interface Priced extends Order {
  readonly total: number;
}

const price = node({
  input: Order,
  run: (order): Priced => ({ ...order, total: order.lines.reduce((sum, line) => sum + line, 0) }),
});
const express = node({ input: type<Priced>(), run: ({ id }) => ({ carrier: "air", parcel: `${id}-air` }) });
const standard = node({ input: type<Priced>(), run: ({ id }) => ({ carrier: "road", parcel: `${id}-road` }) });

const save = node({
  input: type<{ readonly order: Priced; readonly shipped: { readonly carrier: string; readonly parcel: string } }>(),
  uses: { orders: kv("ORDERS", "write") },
  idempotency: { key: "/order/id" },
  run: async ({ order, shipped }, { orders }) => {
    await orders.put(order.id, { ...order, ...shipped });
    return shipped.parcel;
  },
});

export const fulfil = flow("fulfil")
  .on(queue("fulfilments"))
  .steps((step, order) => {
    const priced = step("price", price, order);
    const shipped = step.if(priced, "/express", {
      then: (parcel) => step("express", express, parcel),
      else: (parcel) => step("standard", standard, parcel),
    });
    return step("save", save, { order: priced, shipped });
  });
