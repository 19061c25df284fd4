import * as v from "valibot";
import { kv } from "../../capabilities/kv/kv.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import { FlowError } from "../../kernel/errors/failure.ts";
import { cron } from "../../triggers/cron/author.ts";
import { http } from "../../triggers/http/author.ts";
import { queue } from "../../triggers/queue/author.ts";

export const QUEUE = "orders";
const FLOW = "simulated";
const TICKING = "ticking";
export const CRON = "*/5 * * * *";

/** Deliveries of a message until the platform gives it up, and how often the flow itself tries an unknown failure. */
export const MAX_DELIVERIES = 12;

const Order = v.object({
  id: v.string(),
  /** `poison` fails for good, `flaky` every other time, `thrower` with an error of its own. */
  kind: v.picklist(["good", "poison", "flaky", "thrower"]),
  partition: v.optional(v.string()),
});

const Saved = v.object({ ...Order.entries, serial: v.number() });

export type Order = v.InferOutput<typeof Order>;

/** A flow with one keyed effect between two steps that may fail. `turn` counts calls, so that runs differ. */
export function simulatedFlow(turn: () => number) {
  const check = node({
    input: Order,
    run: (order) => {
      if (order.kind === "poison") throw new FlowError("poison", { code: "POISON" });
      return order;
    },
  });
  const save = node({
    input: Order,
    output: Saved,
    uses: { sink: kv("SINK", "write") },
    idempotency: { key: "/id" },
    run: async (order, { sink }) => {
      await sink.put(order.id, { id: order.id });
      return { ...order, serial: turn() };
    },
  });
  const after = node({
    input: Saved,
    run: (saved) => {
      if (saved.kind === "flaky" && turn() % 2 === 0) throw new FlowError("later", { retry: "transient" });
      if (saved.kind === "thrower" && turn() % 3 !== 0) throw new Error("bug");
      return { saved: saved.id, serial: saved.serial };
    },
  });
  const retry = { maxAttempts: MAX_DELIVERIES + 1, backoffMs: 100 };
  return flow(FLOW, "1.0.0", { timeoutMs: 20_000 })
    .on(http.post("/orders"), queue(QUEUE, { deadLetter: "DEAD", partitionKey: "/partition", retry }))
    .node("check", check)
    .node("save", save, { after: "check" })
    .node("after", after, { after: "save" })
    .respond("after");
}

/** The flow whose effect has this id: a tick's is its time. */
export const flowOf = (id: string): string => (id.includes(":") ? TICKING : FLOW);

/** One keyed effect per tick. */
export function tickingFlow() {
  const save = node({
    input: v.object({ scheduledTime: v.string() }),
    uses: { sink: kv("SINK", "write") },
    idempotency: { key: "/scheduledTime" },
    run: ({ scheduledTime }, { sink }) => sink.put(scheduledTime, { id: scheduledTime }),
  });
  return flow(TICKING, "1.0.0", { timeoutMs: 20_000 }).on(cron(CRON)).node("save", save).respond("save");
}
