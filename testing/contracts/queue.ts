import { describe, expect, it } from "vitest";
import { storeOf } from "../../capabilities/blob/store-of.ts";
import { checkOut } from "../../capabilities/queue/claim-check.ts";
import { publish } from "../../capabilities/queue/queue.ts";
import { handleOf } from "../../kit/handle-of.ts";
import { failureOf, reasonOf } from "./open.ts";

export interface SentMessage {
  readonly body: unknown;
  readonly contentType?: string | undefined;
  readonly delaySeconds?: number | undefined;
}

export interface BoundQueue {
  readonly bound: unknown;
  /** One list per call, in the order of the calls. */
  readonly calls: () => readonly (readonly SentMessage[])[];
}

const KB = 1000;
const sized = (bytes: number) => ({ body: "x".repeat(bytes - 100), contentType: "text" as const });

/** What every store behind `publish` has to do. `bind` gives a queue that nothing was sent to, `bindBucket` what keeps large bodies. */
export function queueContract(provider: string, bind: () => BoundQueue, bindBucket: () => unknown): void {
  const open = () => {
    const { bound, calls } = bind();
    return { queue: handleOf(publish("QUEUE"), bound), calls, sent: () => calls().flat() };
  };

  describe(`publish over ${provider}`, () => {
    it("sends a body as json, text or bytes, with a delay when told", async () => {
      const { queue, sent } = open();
      await queue.send({ id: 1 });
      await queue.send("plain", { contentType: "text", delaySeconds: 86_400 });
      await queue.send(new Uint8Array([1]), { contentType: "bytes", delaySeconds: 0 });
      expect(sent()).toEqual([
        { body: { id: 1 }, contentType: "json" },
        { body: "plain", contentType: "text", delaySeconds: 86_400 },
        { body: new Uint8Array([1]), contentType: "bytes", delaySeconds: 0 },
      ]);
    });

    it("leaves the bytes it sends to their owner", async () => {
      const { queue } = open();
      const body = new Uint8Array([1, 2]);
      await queue.send(body, { contentType: "bytes" });
      await queue.sendBatch([{ body, contentType: "bytes" }]);
      expect(body).toEqual(new Uint8Array([1, 2]));
    });

    it("splits a batch at 100 messages", async () => {
      const { queue, calls } = open();
      await queue.sendBatch(Array.from({ length: 201 }, (_, body) => ({ body })));
      expect(calls().map((batch) => batch.length)).toEqual([100, 100, 1]);
      expect(calls()[2]).toEqual([{ body: 200, contentType: "json" }]);
    });

    it("splits a batch at 256 KB, metadata included", async () => {
      const { queue, calls } = open();
      await queue.sendBatch([sized(128 * KB), sized(128 * KB), sized(127 * KB), sized(128 * KB), sized(1 * KB)]);
      expect(calls().map((batch) => batch.length)).toEqual([2, 3]);
    });

    it("gives a batch's delay to messages without their own", async () => {
      const { queue, sent } = open();
      await queue.sendBatch([{ body: 1 }, { body: 2, delaySeconds: 5 }], { delaySeconds: 60 });
      expect(sent().map(({ delaySeconds }) => delaySeconds)).toEqual([60, 5]);
    });

    it("sends nothing for an empty batch", async () => {
      const { queue, calls } = open();
      await queue.sendBatch([]);
      expect(calls()).toEqual([]);
    });

    it("sends nothing at all when one message of a batch is refused", async () => {
      const { queue, calls } = open();
      const messages = Array.from({ length: 150 }, (_, body) => ({ body }) as { body: unknown });
      messages[149] = { body: Number.NaN };
      expect(await reasonOf(queue.sendBatch(messages))).toBe("invalid");
      expect(calls()).toEqual([]);
    });

    it("takes a message of 128 KB, its metadata included, and says both numbers of a larger one", async () => {
      const { queue, sent } = open();
      expect(await reasonOf(queue.send(sized(128 * KB).body, { contentType: "text" }))).toBe("done");
      const tooLarge = [
        { body: sized(128 * KB + 1).body, contentType: "text" as const },
        { body: "ü".repeat(64 * KB) },
        { body: new Uint8Array(128 * KB), contentType: "bytes" as const },
      ];
      for (const { body, ...options } of tooLarge) {
        const failure = await failureOf(queue.send(body, options));
        expect(failure).toMatchObject({ code: "LIMIT101", status: 413, retry: "permanent" });
        expect(failure?.message).toMatch(/ of 12[78]\d{3} bytes .* 127900, .*large/);
      }
      expect((await failureOf(queue.sendBatch([{ body: 1 }, ...tooLarge])))?.code).toBe("LIMIT101");
      expect(sent()).toHaveLength(1);
    });

    it("keeps a body above the limit in the bucket it names, and sends a pointer to it", async () => {
      const { bound, calls } = bind();
      const bucket = bindBucket();
      const blobs = storeOf(bucket, "LARGE");
      const queue = handleOf(publish("QUEUE", { large: "LARGE" }), bound, undefined, { LARGE: bucket });
      const bodies = [
        { body: { text: "ü".repeat(70 * KB) } },
        { body: "x".repeat(200 * KB), contentType: "text" as const },
        { body: new Uint8Array(150 * KB).fill(7), contentType: "bytes" as const },
      ];
      await queue.send({ id: 1 });
      for (const { body, ...options } of bodies) await queue.send(body, { ...options, delaySeconds: 0 });
      await queue.sendBatch(bodies, { delaySeconds: 0 });
      const [small, ...pointers] = calls().flat();
      expect(small).toEqual({ body: { id: 1 }, contentType: "json" });
      expect(calls().at(-1)).toHaveLength(3);
      for (const [index, { body, contentType, delaySeconds }] of pointers.entries()) {
        expect({ contentType, delaySeconds }).toEqual({ contentType: "json", delaySeconds: 0 });
        const out = await checkOut(body, blobs);
        if (out.kind !== "loaded") throw new Error(JSON.stringify(out));
        expect(out.body).toEqual(bodies[index % 3]?.body);
        await out.release();
      }
    });

    it.each([
      ["undefined", undefined, {}],
      ["a function", { run: () => 1 }, {}],
      ["text that is no string", 1, { contentType: "text" as const }],
      ["bytes that are no Uint8Array", "x", { contentType: "bytes" as const }],
      ["a content type that is made up", "x", { contentType: "xml" as "text" }],
      ["a delay above 24 hours", 1, { delaySeconds: 86_401 }],
      ["a negative delay", 1, { delaySeconds: -1 }],
      ["a delay that is no whole number", 1, { delaySeconds: 0.5 }],
    ])("refuses %s", async (_, body, options) => {
      const { queue, calls } = open();
      expect(await reasonOf(queue.send(body, options))).toBe("invalid");
      expect(await reasonOf(queue.sendBatch([{ body, ...options }]))).toBe("invalid");
      expect(calls()).toEqual([]);
    });
  });
}
