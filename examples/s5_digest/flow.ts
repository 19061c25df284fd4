import { cron, FlowError, flow, http, kv, node } from "flowgate";
import * as v from "valibot";

const Digest = v.object({ orders: v.number(), at: v.string() });
const KEY = "latest";

const count = node({
  input: v.object({ scheduledTime: v.string() }),
  output: Digest,
  uses: { orders: kv("ORDERS", "read", { prefix: "order:" }) },
  run: async ({ scheduledTime }, { orders }) => {
    let total = 0;
    let cursor: string | undefined;
    do {
      const page = await orders.list(cursor === undefined ? {} : { cursor });
      total += page.keys.length;
      cursor = page.cursor;
    } while (cursor !== undefined);
    return { orders: total, at: scheduledTime };
  },
});

const save = node({
  input: Digest,
  uses: { digests: kv("ORDERS", "write", { prefix: "digest:" }) },
  idempotency: { key: "/at" },
  run: async (digest, { digests }) => {
    await digests.put(KEY, digest);
    return digest;
  },
});

export const digest = flow("digest", "1.0.0", { summary: "Counts the saved orders every five minutes." })
  .on(cron("*/5 * * * *"))
  .node("count", count)
  .node("save", save, { after: "count" })
  .respond("save");

const find = node({
  uses: { digests: kv("ORDERS", "read", { prefix: "digest:" }) },
  run: async (_input, { digests }) => {
    const latest = await digests.get(KEY);
    if (latest === undefined) throw new FlowError("no digest yet", { code: "DIGEST_NONE", status: 404 });
    return latest;
  },
});

export const readDigest = flow("read_digest", "1.0.0", { summary: "Reads the latest digest." })
  .on(http.get("/digest"))
  .node("find", find)
  .respond("find");
