import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { handleOf } from "../../kit/handle-of.ts";
import { failureOf } from "../../testing/contracts/open.ts";
import { queueContract } from "../../testing/contracts/queue.ts";
import { memoryBlob } from "../blob/memory.ts";
import { batches } from "./batches.ts";
import { memoryQueue } from "./memory.ts";
import { publish, queueCapability } from "./queue.ts";
import type { MemoryQueue, QueueMessage } from "./store.ts";

queueContract(
  "memory",
  () => {
    const queue = memoryQueue();
    const { bound, calls } = recording(queue);
    return { bound, calls };
  },
  memoryBlob,
);

/** The same queue, with each call's messages written down. */
function recording(queue: MemoryQueue) {
  const calls: (readonly QueueMessage[])[] = [];
  const bound: MemoryQueue = {
    ...queue,
    send: async (message) => {
      calls.push([message]);
      await queue.send(message);
    },
    sendBatch: async (messages) => {
      calls.push(messages);
      await queue.sendBatch(messages);
    },
  };
  return { bound, calls: () => calls };
}

/** Answers as the platform does, with the error's code at the end. */
function failing(...messages: readonly (string | undefined)[]) {
  let call = 0;
  const answer = async () => {
    const message = messages[call++];
    if (message) throw new Error(message);
    return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
  };
  return { metrics: answer, send: answer, sendBatch: answer };
}

describe("publish", () => {
  it("says how many messages of a batch are in the queue when a later call fails", async () => {
    const queue = handleOf(publish("QUEUE"), failing(undefined, "Too Many Requests"));
    const failure = await failureOf(queue.sendBatch(Array.from({ length: 150 }, (_, body) => ({ body }))));
    expect(failure).toMatchObject({ code: "RES104", retry: "transient", details: { sent: 100 } });
  });

  it.each([
    ["Queue send failed: queue not found (10104)", "RES101", "permanent"],
    ["Queue send failed: message length of 128001 bytes exceeds limit (10204)", "RES103", "permanent"],
    ["Queue is overloaded (10250)", "RES104", "transient"],
    ["Storage Limit Exceeded (10251)", "RES105", "transient"],
    ["Queue is disabled (10252)", "RES106", "permanent"],
    ["Unknown Internal Error (15000)", "RES105", "transient"],
    ["network connection lost", "RES105", "transient"],
  ])("maps %s", async (text, code, retry) => {
    const failure = await failureOf(handleOf(publish("QUEUE"), failing(text)).send(1));
    expect(failure).toMatchObject({ code, retry, details: { resource: "queue" } });
    expect(JSON.stringify([failure?.message, failure?.details])).not.toContain(text);
  });

  it("tells a queue that is not there from one that takes no more, each with a delay of its own", async () => {
    const failure = await failureOf(handleOf(publish("QUEUE"), failing("Too Many Requests")).send(1));
    expect(failure?.retryAfterMs).toBe(1000);
  });
});

describe("publish with a bucket for what is large", () => {
  it("sends nothing when the bucket fails, and keeps what may have been sent", async () => {
    const blobs = memoryBlob();
    const down = { ...blobs, put: () => Promise.reject(new Error("down")) };
    const large = "x".repeat(200_000);
    const queue = memoryQueue();
    const use = publish("QUEUE", { large: "LARGE" });
    await expect(handleOf(use, queue, undefined, { LARGE: down }).send(large)).rejects.toThrow("down");
    expect(queue.sent).toEqual([]);
    const failure = await failureOf(handleOf(use, failing("lost"), undefined, { LARGE: blobs }).send(large));
    expect(failure?.code).toBe("RES105");
    expect((await blobs.list({ prefix: "flowgate/claims/", limit: 10 })).objects).toHaveLength(1);
  });

  it("does not open without the bucket, or with something else in its place", () => {
    const use = publish("QUEUE", { large: "LARGE" });
    for (const LARGE of [undefined, "text", memoryQueue()]) {
      expect(queueCapability.open(use, memoryQueue(), () => LARGE)).toBeUndefined();
    }
  });
});

describe("batches", () => {
  const bytes = fc.integer({ min: 101, max: 128_000 });

  it("keeps the order, the platform's limits, and needs no more calls than the order allows", () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 400 }), (sizes) => {
        const weighed = sizes.map((size, message) => ({ message, bytes: size }));
        const split = [...batches(weighed)];
        expect(split.flat()).toEqual(sizes.map((_, index) => index));
        for (const [index, batch] of split.entries()) {
          const total = batch.reduce((sum, message) => sum + (sizes[message] ?? 0), 0);
          expect(batch.length).toBeLessThanOrEqual(100);
          expect(total).toBeLessThanOrEqual(256_000);
          // Filled: the first of the next batch would not have fitted.
          const next = split[index + 1]?.[0];
          if (next !== undefined) expect(batch.length === 100 || total + (sizes[next] ?? 0) > 256_000).toBe(true);
        }
      }),
    );
  });
});

describe("memoryQueue", () => {
  it("keeps a copy of what was sent until it is drained", async () => {
    const queue = memoryQueue();
    const body = { id: 1 };
    await handleOf(publish("QUEUE"), queue).send(body);
    body.id = 2;
    expect(queue.drain()).toEqual([{ body: { id: 1 }, contentType: "json" }]);
    expect(queue.sent).toEqual([]);
  });
});
