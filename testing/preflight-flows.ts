import * as v from "valibot";
import { cron, flow, http, kv, node, publish, queue } from "../gateway/index.ts";

const Order = v.object({ id: v.string(), total: v.number() });

const price = node({
  input: Order,
  output: v.object({ ...Order.entries, due: v.number() }),
  run: (order) => ({ ...order, due: order.total * 1.2 }),
});

const save = node({
  input: price.output,
  uses: { orders: kv("ORDERS", "write") },
  idempotency: { key: (order) => order.id, ttlMs: 86_400_000 },
  run: async (order, { orders }) => {
    await orders.put(order.id, order);
    return { saved: order.id };
  },
});

/** The first flow of the README. */
export const firstFlow = flow("orders", "1.0.0")
  .on(http.post("/orders"), queue("orders"))
  .node("price", price)
  .node("save", save, { after: "price" })
  .respond("save");

const send = node({
  input: v.unknown(),
  uses: { out: publish("MAIL_QUEUE") },
  idempotency: { key: () => "fixed" },
  run: (_input, { out }) => out.send("hello"),
});

/** A queue that is asked a lot of, one that a flow publishes to, and schedules with a tick of their own. */
export const demandingFlow = flow("mail", "2.0.0")
  .on(
    queue("mail", { deadLetter: "MAIL_DEAD", retry: { maxAttempts: 9 } }),
    cron("0 9 * * MON-FRI", { timezone: "Europe/Paris" }),
    cron("30 3 L * *"),
  )
  .node("send", send)
  .respond("send");
