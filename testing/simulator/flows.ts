import * as v from "valibot";
import { kv } from "../../capabilities/kv/kv.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import type { TriggerSpec } from "../../kernel/author/trigger.ts";
import { FlowError } from "../../kernel/errors/failure.ts";
import { cron } from "../../triggers/cron/author.ts";
import { http } from "../../triggers/http/author.ts";
import { queue } from "../../triggers/queue/author.ts";

export const QUEUE = "orders";
export const DEAD_QUEUE = "orders-dead";
/** The gateway's own queue, for deferred runs. */
export const OWN_QUEUE = "flowgate";
export const OWN_DEAD_QUEUE = "flowgate-dead";
export const FLOW = "simulated";
export const LATER = "later";
const TICKING = "ticking";
export const CRON = "*/5 * * * *";

/** Deliveries of a message until the platform gives it up, and how often the flow itself tries an unknown failure. */
export const MAX_DELIVERIES = 12;
/** The guard of every run. */
export const GUARD_MS = 10_000;

/**
 * How an order goes. `flaky` fails every other time after its effect, `thrower` with an error of its own, `unusable` and
 * `misfit` with an output that nobody can use. Before any effect `poison` fails for good, `mended` until somebody repaired
 * what was wrong, `failing` always as if it were for the moment, and `hanging` never comes to its end.
 */
const KINDS = ["good", "flaky", "thrower", "unusable", "misfit", "poison", "mended", "failing", "hanging"] as const;

const Order = v.object({
  id: v.string(),
  kind: v.picklist(KINDS),
  partition: v.optional(v.string()),
  /** Milliseconds of work before the effect, and after it in the same node. */
  beforeMs: v.number(),
  lingerMs: v.number(),
});

const Saved = v.object({ ...Order.entries, serial: v.union([v.number(), v.nan()]) });

export type Order = v.InferOutput<typeof Order>;

/** What the flows know of the history that is played. */
export interface Stage {
  /** Counts calls, so that runs differ. */
  readonly turn: () => number;
  /** Whether this was not asked of the order before. */
  readonly isFirst: (id: string) => boolean;
  /** Whether what was wrong with `mended` orders is repaired. */
  readonly isMended: () => boolean;
}

/** Work that nothing interrupts. */
function work(ms: number): Promise<void> | undefined {
  return ms === 0 ? undefined : new Promise((resolve) => setTimeout(resolve, ms));
}

function check({ isMended }: Stage) {
  return node({
    input: Order,
    run: async (order) => {
      if (order.kind === "poison") throw new FlowError("poison", { code: "POISON" });
      if (order.kind === "mended" && !isMended()) throw new FlowError("broken", { code: "BROKEN" });
      if (order.kind === "failing") throw new FlowError("not now", { retry: "transient" });
      if (order.kind === "hanging") await new Promise(() => undefined);
      await work(order.beforeMs);
      return order;
    },
  });
}

/** Has the keyed effect, and may work on for a while: the first time, as an order that always did would never end. */
function save({ turn, isFirst }: Stage) {
  return node({
    input: Order,
    output: Saved,
    uses: { sink: kv("SINK", "write") },
    idempotency: { key: "/id" },
    run: async (order, { sink }) => {
      await sink.put(order.id, { id: order.id });
      if (isFirst(order.id)) await work(order.lingerMs);
      if (order.kind === "misfit") return { ...order, serial: "none" as unknown as number };
      return { ...order, serial: order.kind === "unusable" ? Number.NaN : turn() };
    },
  });
}

/** The last step: what it notes is a run that was completed. A replay is an event of its own. */
function after({ turn }: Stage) {
  return node({
    input: Saved,
    uses: { notes: kv("NOTES", "write") },
    run: async (saved, { notes }, { invocation }) => {
      if (saved.kind === "flaky" && turn() % 2 === 0) throw new FlowError("later", { retry: "transient" });
      if (saved.kind === "thrower" && turn() % 3 !== 0) throw new Error("bug");
      const { "flow.source": source, "flow.event_id": eventId } = invocation.metadata.labels;
      await notes.put(source === "replay" ? `the replay of ${eventId}` : saved.id, {});
      return { saved: saved.id, serial: saved.serial };
    },
  });
}

function ordering(name: string, stage: Stage, ...triggers: readonly TriggerSpec[]) {
  return flow(name, "1.0.0", { timeoutMs: GUARD_MS })
    .on(...triggers)
    .node("check", check(stage))
    .node("save", save(stage), { after: "check" })
    .node("after", after(stage), { after: "save" })
    .respond("after");
}

/** One keyed effect per tick. */
function ticking() {
  const mark = node({
    input: v.object({ scheduledTime: v.string() }),
    uses: { sink: kv("SINK", "write") },
    idempotency: { key: "/scheduledTime" },
    run: ({ scheduledTime }, { sink }) => sink.put(scheduledTime, { id: scheduledTime }),
  });
  return flow(TICKING, "1.0.0", { timeoutMs: GUARD_MS }).on(cron(CRON)).node("save", mark).respond("save");
}

/** Orders by HTTP and by a queue, orders whose runs are deferred, and ticks. */
export function simulatedFlows(stage: Stage) {
  const retry = { maxAttempts: MAX_DELIVERIES + 1, backoffMs: 100 };
  const orders = queue(QUEUE, { deadLetter: "DEAD", partitionKey: "/partition", retry });
  return [
    ordering(FLOW, stage, http.post("/orders"), orders),
    ordering(LATER, stage, http.post("/later", { respond: "async" })),
    ticking(),
  ];
}

/** The flow whose effect has this id: a tick's is its time. */
export function flowOf(id: string): string {
  if (id.includes(":")) return TICKING;
  return id.startsWith("d") ? LATER : FLOW;
}
