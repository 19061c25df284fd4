import { env } from "cloudflare:workers";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { ObjectNamespace } from "../../base/bindings.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import { kv } from "../../capabilities/kv/kv.ts";
import { createGateway } from "../../gateway/create-gateway.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import { FlowError } from "../../kernel/errors/failure.ts";
import { queue } from "../../triggers/queue/author.ts";

/** A whole soak takes minutes: `VITE_FLOWGATE_SOAK=20000 npx vitest run --project workers testing/soak`. */
const asked = (import.meta as { readonly env?: Readonly<Record<string, string>> }).env?.VITE_FLOWGATE_SOAK;
const MESSAGES = Number(asked ?? 500);
const BATCH = 100;
const CONCURRENCY = 50;
/** A consumer is stopped in the middle of a batch after so many effects, so often. */
const LIFE = Math.floor(MESSAGES * 0.15);
const RESTARTS = 5;

interface Waiting {
  readonly id: string;
  readonly body: { readonly id: number; readonly poison: boolean };
  attempts: number;
  visibleAtMs: number;
}

/** Up to a batch of what is due, in the order of waiting. */
function takeVisible(waiting: Waiting[]): Waiting[] {
  const nowMs = Date.now();
  const taken = new Set<Waiting>();
  for (const message of waiting) {
    if (taken.size === BATCH) break;
    if (message.visibleAtMs <= nowMs) taken.add(message);
  }
  if (taken.size > 0) waiting.splice(0, waiting.length, ...waiting.filter((message) => !taken.has(message)));
  return [...taken];
}

/** A message as the platform hands it over, and what was said of it. */
function handedOver(waiting: Waiting, isHeard: () => boolean) {
  waiting.attempts++;
  const said = { acked: false, delayMs: 0 };
  const message = {
    id: waiting.id,
    timestamp: new Date(),
    body: waiting.body,
    attempts: waiting.attempts,
    ack: () => {
      said.acked = isHeard();
    },
    retry: (options?: QueueRetryOptions) => {
      said.delayMs = (options?.delaySeconds ?? 0) * 50;
    },
  };
  return { waiting, message, said };
}

type Guarded = <Value>(call: () => Promise<Value>) => Promise<Value>;

function guardedShard(name: string, guarded: Guarded): DedupeStore {
  const shard = (env.LEDGER as unknown as ObjectNamespace<DedupeStore>).getByName(name);
  return {
    claim: (key, terms) => guarded(() => shard.claim(key, terms)),
    look: (key) => guarded(() => shard.look(key)),
    complete: (key, token, result) => guarded(() => shard.complete(key, token, result)),
    extend: (key, token, leaseMs) => guarded(() => shard.extend(key, token, leaseMs)),
    forget: (key, token) => guarded(() => shard.forget(key, token)),
  };
}

const never = () => new Promise<never>(() => undefined);

describe("a soak in workerd", () => {
  /** The effect's own store: each entry is one application of an order, so that a second one would show. */
  const applied = new Map<string, number>();
  const letters = new Set<number>();

  const Order = v.object({ id: v.number(), poison: v.boolean() });
  const apply = node({
    input: Order,
    uses: { sink: kv("SINK", "write") },
    idempotency: { key: "/id" },
    run: async (order, { sink }) => {
      if (order.poison) throw new FlowError("poison", { code: "POISON" });
      if (Math.random() < 0.2) throw new FlowError("not now", { retry: "transient", retryAfterMs: 10 });
      await sink.put(String(order.id), order);
      return order.id;
    },
  });
  const soak = flow("soak", "1.0.0", { timeoutMs: 1_000 })
    .on(queue("soak", { deadLetter: "DEAD", concurrency: CONCURRENCY }))
    .node("apply", apply)
    .respond("apply");
  const gateway = createGateway({ flows: [soak], sinks: [] });

  /** The bindings of one consumer; once stopped, nothing it does has an effect and nothing answers it. */
  function newConsumer(life: number) {
    const stop = Promise.withResolvers<"stopped">();
    const consumer = { alive: true, stopped: stop.promise, env: {} };
    let left = life;
    const guarded = async <Value>(call: () => Promise<Value>): Promise<Value> => {
      if (!consumer.alive) return never();
      const value = await call();
      return consumer.alive ? value : never();
    };
    const put = async (key: string): Promise<void> => {
      applied.set(key, (applied.get(key) ?? 0) + 1);
      if (--left > 0) return;
      consumer.alive = false;
      stop.resolve("stopped");
    };
    const send = async ({ body }: { readonly body: { readonly id: number } }): Promise<void> => {
      letters.add(body.id);
    };
    const sending = (letter: Parameters<typeof send>[0]) => guarded(() => send(letter));
    consumer.env = {
      LOG_LEVEL: "silent",
      LEDGER: { getByName: (name: string) => guardedShard(name, guarded) },
      SINK: { memory: "kv", put: (key: string) => guarded(() => put(key)) },
      DEAD: { send: sending, sendBatch: sending },
    };
    return consumer;
  }

  /** Delivers a batch; gives back what the consumer did not ack, as the platform would. */
  async function deliver(batch: readonly Waiting[], consumer: ReturnType<typeof newConsumer>): Promise<Waiting[]> {
    const handed = batch.map((message) => handedOver(message, () => consumer.alive));
    const queued = { queue: "soak", messages: handed.map(({ message }) => message) } as unknown as MessageBatch;
    await Promise.race([gateway.queue(queued, consumer.env, { waitUntil: () => undefined }), consumer.stopped]);
    return handed.flatMap(({ waiting, said }) => {
      waiting.visibleAtMs = Date.now() + said.delayMs;
      return said.acked ? [] : [waiting];
    });
  }

  it(`applies the good of ${MESSAGES} orders and sends exactly the poison to the dead letters`, {
    timeout: 600_000,
  }, async () => {
    const waiting: Waiting[] = Array.from({ length: MESSAGES }, (_, id) => {
      return { id: `m${id}`, body: { id, poison: id % 100 === 99 }, attempts: 0, visibleAtMs: 0 };
    });
    let consumer = newConsumer(LIFE);
    let restarts = 0;
    while (waiting.length > 0) {
      const batch = takeVisible(waiting);
      waiting.push(...(await deliver(batch, consumer)));
      if (batch.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      if (consumer.alive) continue;
      restarts++;
      consumer = newConsumer(restarts < RESTARTS ? LIFE : Number.POSITIVE_INFINITY);
    }
    expect(restarts).toBe(RESTARTS);
    expect([...letters].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: MESSAGES / 100 }, (_, n) => n * 100 + 99),
    );
    expect(applied.size).toBe(MESSAGES - MESSAGES / 100);
    // Only what was between its effect and its entry in the ledger when its consumer was stopped is applied again.
    const again = [...applied.values()].filter((times) => times > 1).length;
    expect(again).toBeGreaterThan(0);
    expect(again).toBeLessThanOrEqual(RESTARTS * CONCURRENCY);
  });
});
