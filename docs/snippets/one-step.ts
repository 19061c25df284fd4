import { flow, http, kv, notFound } from "flowgate";
import * as v from "valibot";

export const find = flow("find_order")
  .on(http.get("/orders/:id"))
  .handle({
    input: v.object({ id: v.string() }),
    uses: { orders: kv("ORDERS", "read") },
    run: async ({ id }, { orders }) => (await orders.get(id)) ?? notFound("no such order"),
  });
