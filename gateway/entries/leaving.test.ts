import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import { http } from "../../triggers/http/author.ts";
import { createGateway } from "../create-gateway.ts";

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A flow that prepares, has its effect and tells of it, 40 ms each; and what the platform is told to keep alive. */
function setUp(idempotency?: { readonly key: string }) {
  const done: string[] = [];
  const pause = () =>
    node({
      input: v.object({ id: v.string() }),
      run: async (input) => {
        await wait(40);
        return input;
      },
    });
  const effect = node({
    input: v.object({ id: v.string() }),
    effects: "effectful",
    ...(idempotency && { idempotency }),
    run: async (input) => {
      done.push(input.id);
      await wait(40);
      return input;
    },
  });
  const made = flow("orders", "1.0.0")
    .on(http.post("/orders"))
    .node("prepare", pause())
    .node("effect", effect, { after: "prepare" })
    .node("tell", pause(), { after: "effect" })
    .respond("tell");
  const gateway = createGateway({ flows: [made], sinks: [] });
  const ledger = memoryDedupe();
  const env = { LOG_LEVEL: "silent", LEDGER: { getByName: () => ledger } };
  const kept: Promise<unknown>[] = [];
  const context = { waitUntil: (work: Promise<unknown>) => void kept.push(work) };
  const post = (signal?: AbortSignal) => {
    const headers = { "content-type": "application/json", "idempotency-key": '"k"' };
    const request = new Request("https://a.test/orders", {
      method: "POST",
      headers,
      body: JSON.stringify({ id: "a" }),
      ...(signal && { signal }),
    });
    return gateway.fetch(request, env, context);
  };
  return { done, kept, post };
}

describe("a client that leaves", () => {
  it.each([
    ["while it prepares", 20, 0],
    ["in its effect", 60, 1],
    ["behind its effect", 100, 1],
  ])("%s finds one effect when it comes back, and an answer", async (_, afterMs, effects) => {
    for (const idempotency of [undefined, { key: "/id" }]) {
      const { done, kept, post } = setUp(idempotency);
      const client = new AbortController();
      const left = post(client.signal);
      await wait(afterMs);
      client.abort();
      expect(kept.length).toBeGreaterThan(0);
      if (effects > 0) expect((await post()).status).toBe(409);
      // Nothing but what is kept goes on where the client is gone.
      await Promise.all(kept);
      expect(done).toHaveLength(effects);
      const response = await post();
      expect(response.status).toBe(200);
      expect(response.headers.get("idempotency-replayed")).toBe(effects > 0 ? "true" : null);
      expect(done).toHaveLength(1);
      expect((await left).status).toBe(effects > 0 ? 200 : 499);
    }
  });
});
