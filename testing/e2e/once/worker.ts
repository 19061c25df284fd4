import { DurableObject } from "cloudflare:workers";
import { createGateway, cron, flow, http, node, objects, queue } from "flowgate";
import { rpcEntrypoint } from "flowgate/objects";
import * as v from "valibot";

export { Ledger } from "flowgate/objects";

/** What was done, each time that it was: an effect that is done twice shows. */
export class Effects extends DurableObject {
  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS effects (id TEXT NOT NULL)");
  }

  add(id: string): void {
    this.ctx.storage.sql.exec("INSERT INTO effects (id) VALUES (?)", id);
  }

  counts(): Record<string, number> {
    const rows = this.ctx.storage.sql.exec("SELECT id, COUNT(*) AS times FROM effects GROUP BY id").toArray();
    return Object.fromEntries(rows.map(({ id, times }) => [String(id), Number(times)]));
  }
}

const SHARDS = 16;
const shardOf = (id: string): string => `effects-${Number(id.replace(/\D/g, "")) % SHARDS}`;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const Order = v.object({
  id: v.string(),
  /** Milliseconds before the effect, from it to the end of its node, and behind that. */
  before: v.optional(v.number(), 0),
  during: v.optional(v.number(), 0),
  after: v.optional(v.number(), 0),
});

type Order = v.InferOutput<typeof Order>;

const prepare = node({
  input: Order,
  output: Order,
  run: async (order) => {
    await wait(order.before);
    return order;
  },
});

const chargeOptions = {
  input: Order,
  output: Order,
  uses: { effects: objects<Effects>("EFFECTS", "write") },
  run: async (order: Order, { effects }: { effects: { at(key: string): { add(id: string): Promise<void> } } }) => {
    await effects.at(shardOf(order.id)).add(order.id);
    await wait(order.during);
    return order;
  },
};
const charge = node({ ...chargeOptions, idempotency: { key: "/id" } });
const chargeWithoutKey = node(chargeOptions);

/** Its effect is done; what it gives is no JSON. */
const chargeBadly = node({
  ...chargeOptions,
  output: undefined,
  idempotency: { key: "/id" },
  run: async (order, { effects }) => {
    await effects.at(shardOf(order.id)).add(order.id);
    return { id: order.id, total: Number.NaN };
  },
});

const tell = node({
  input: Order,
  run: async (order) => {
    await wait(order.after);
    return { id: order.id };
  },
});

const tick = node({
  input: v.object({ scheduledTime: v.string() }),
  run: ({ scheduledTime }) => ({ id: `tick-${Date.parse(scheduledTime)}`, before: 0, during: 1_500, after: 0 }),
});

const ticker = node({
  stream: "json",
  run: async function* () {
    for (let count = 0; ; count++) {
      yield { count };
      await wait(50);
    }
  },
});

const counts = node({
  uses: { effects: objects<Effects>("EFFECTS", "write") },
  effects: "effectful",
  run: async (_input: unknown, { effects }) => {
    const shards = Array.from({ length: SHARDS }, (_, shard) => effects.at(`effects-${shard}`).counts());
    return Object.assign({}, ...(await Promise.all(shards))) as Record<string, number>;
  },
});

const GUARD_MS = 1_000;

const flows = [
  flow("plain", "1.0.0", { timeoutMs: 20_000 })
    .on(http.post("/plain"))
    .node("prepare", prepare)
    .node("charge", chargeWithoutKey, { after: "prepare" })
    .node("tell", tell, { after: "charge" })
    .respond("tell"),
  flow("keyed", "1.0.0", { timeoutMs: 20_000 })
    .on(http.post("/keyed"))
    .node("prepare", prepare)
    .node("charge", charge, { after: "prepare" })
    .node("tell", tell, { after: "charge" })
    .respond("tell"),
  flow("guarded", "1.0.0", { timeoutMs: GUARD_MS })
    .on(http.post("/guarded"), queue("guarded", { concurrency: 50 }))
    .node("charge", charge)
    .node("tell", tell, { after: "charge" })
    .respond("tell"),
  flow("messages", "1.0.0", { timeoutMs: 3_000 })
    .on(queue("messages", { concurrency: 50 }))
    .node("prepare", prepare)
    .node("charge", charge, { after: "prepare" })
    .node("tell", tell, { after: "charge" })
    .respond("tell"),
  flow("ticking", "1.0.0", { timeoutMs: GUARD_MS })
    .on(cron("*/5 * * * *"))
    .node("tick", tick)
    .node("charge", charge, { after: "tick" })
    .respond("charge"),
  flow("badly", "1.0.0").on(http.post("/badly")).node("charge", chargeBadly).respond("charge"),
  flow("stream", "1.0.0", { timeoutMs: 20_000 })
    .on(http.post("/stream", { streaming: true }))
    .node("prepare", prepare)
    .node("charge", charge, { after: "prepare" })
    .node("ticker", ticker, { after: "prepare" })
    .respond("ticker"),
  flow("effects", "1.0.0").on(http.get("/effects")).node("counts", counts).respond("counts"),
];

const gateway = createGateway({ flows, sinks: [] });

export class FlowgateRpc extends rpcEntrypoint(gateway) {}

export default gateway;
