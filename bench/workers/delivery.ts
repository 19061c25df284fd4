import { createGateway, flow, node, queue, type } from "flowgate";
import type { ObjectNamespace } from "../../base/bindings.ts";
import { ledgerOf } from "../../capabilities/dedupe/ledger-of.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";

export { Ledger } from "../../gateway/objects/ledger.ts";

interface Bound {
  readonly LEDGER: ObjectNamespace<DedupeStore>;
}

const AT_ONCE = 64;
const BATCH = 100;

const price = node({
  input: type<{ id: number; total: number }>(),
  run: ({ id, total }) => ({ id, due: total * 1.2 }),
});
const orders = flow("orders", "1.0.0")
  .on(queue("orders", { concurrency: BATCH }))
  .node("price", price)
  .respond("price");
const gateway = createGateway({ flows: [orders], sinks: [] });

/** `/claims?count=&shards=` claims and completes new keys; `/batches?count=` has batches of 100 settled. */
export default {
  async fetch(request: Request, { LEDGER }: Bound): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const count = Number(searchParams.get("count"));
    if (pathname === "/claims") await claims(ledgerOf(LEDGER, Number(searchParams.get("shards"))), count);
    if (pathname === "/batches") await batches(count);
    return new Response(null, { status: 204 });
  },
};

async function claims(ledger: DedupeStore, count: number): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) {
      const key = crypto.randomUUID();
      const claim = await ledger.claim(key, { leaseMs: 30_000 });
      if (claim.kind !== "new") throw new Error("a new key is not new");
      await ledger.complete(key, claim.token, { stored: { kind: "completed" }, ttlMs: 86_400_000 });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function batches(count: number): Promise<void> {
  const env = { LOG_LEVEL: "silent" };
  for (let index = 0; index < count; index++) {
    const messages = Array.from({ length: BATCH }, (_, id) => ({
      id: `${index}/${id}`,
      timestamp: new Date(),
      body: { id, total: id },
      attempts: 1,
      ack: () => undefined,
      retry: () => undefined,
    }));
    await gateway.queue({ queue: "orders", messages } as unknown as MessageBatch, env, { waitUntil: () => undefined });
  }
}
