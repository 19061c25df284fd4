import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import { memoryBlob } from "../../capabilities/blob/memory.ts";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import { memoryQueue } from "../../capabilities/queue/memory.ts";
import { publish } from "../../capabilities/queue/queue.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import { FlowError } from "../../kernel/errors/failure.ts";
import { recordedBatch } from "../../kit/batch.ts";
import { handleOf } from "../../kit/handle-of.ts";
import { queue } from "../../triggers/queue/author.ts";
import { createGateway } from "../create-gateway.ts";
import type { Feature } from "./feature.ts";
import { largeMessages } from "./large-messages.ts";

const LARGE = { text: "x".repeat(200_000) };
const PREFIX = { prefix: "flowgate/claims/", limit: 10 };

function setUp(features: readonly Feature[] = [largeMessages("LARGE")]) {
  const seen: number[] = [];
  const end = { throws: undefined as Error | undefined };
  const read = node({
    input: v.object({ text: v.string() }),
    run: ({ text }) => {
      seen.push(text.length);
      if (end.throws) throw end.throws;
      return seen.length;
    },
  });
  const reads = flow("reads", "1.0.0")
    .on(queue("large", { deadLetter: "DEAD" }))
    .node("read", read)
    .respond("read");
  const gateway = createGateway({ flows: [reads], sinks: [], features });
  const env = { LOG_LEVEL: "silent", LARGE: memoryBlob(), DEAD: memoryQueue(), OUT: memoryQueue() };
  const send = async (): Promise<unknown> => {
    await handleOf(publish("OUT", { large: "LARGE" }), env.OUT, undefined, env).send(LARGE);
    return env.OUT.drain()[0]?.body;
  };
  const deliver = async (body: unknown, attempts = 1, bound: object = env) => {
    const work: Promise<unknown>[] = [];
    const { batch, verdictOf } = recordedBatch("large", [{ id: "m", body, attempts, timestamp: new Date() }]);
    await gateway.queue(batch, bound, { waitUntil: (promise) => work.push(promise) });
    await Promise.all(work);
    return verdictOf("m")?.kind;
  };
  const kept = async () => (await env.LARGE.list(PREFIX)).objects.length;
  return { seen, end, env, send, deliver, kept };
}

describe("largeMessages", () => {
  it("loads a body before its run, and removes it with the ack", async () => {
    const { seen, send, deliver, kept } = setUp();
    const pointer = await send();
    expect(await kept()).toBe(1);
    expect(await deliver(pointer)).toBe("ack");
    expect(seen).toEqual([200_000]);
    expect(await kept()).toBe(0);
  });

  it("keeps it for the next delivery when the message is retried", async () => {
    const { seen, end, send, deliver, kept } = setUp();
    const pointer = await send();
    end.throws = new FlowError("not yet", { retry: "transient" });
    expect(await deliver(pointer)).toBe("retry");
    expect(await kept()).toBe(1);
    end.throws = undefined;
    expect(await deliver(pointer, 2)).toBe("ack");
    expect(seen).toEqual([200_000, 200_000]);
    expect(await kept()).toBe(0);
  });

  it("keeps what fails for good until somebody has stored it: its dead letter is too large for a queue", async () => {
    const refused = setUp();
    refused.end.throws = new FlowError("poison", { code: "POISON" });
    expect(await refused.deliver(await refused.send())).toBe("retry");
    expect(await refused.kept()).toBe(1);
    const bodies: unknown[] = [];
    const keeper: Feature = {
      name: "keeper",
      keepFailure: async (_, body) => {
        bodies.push(body);
        return true;
      },
    };
    const stored = setUp([largeMessages("LARGE"), keeper]);
    stored.end.throws = new FlowError("poison", { code: "POISON" });
    expect(await stored.deliver(await stored.send())).toBe("ack");
    expect(bodies).toEqual([LARGE]);
    expect(await stored.kept()).toBe(0);
  });

  it("dead-letters a message whose payload is gone, and retries one whose bucket does not answer", async () => {
    const { env, send, deliver } = setUp();
    const pointer = await send();
    const down = { ...env.LARGE, get: () => Promise.reject(new Error("down")) };
    expect(await deliver(pointer, 1, { ...env, LARGE: down })).toBe("retry");
    expect(await deliver(pointer, 1, { ...env, LARGE: undefined })).toBe("retry");
    await env.LARGE.delete([(pointer as { key: string }).key]);
    expect(await deliver(pointer)).toBe("ack");
    expect(env.DEAD.drain()).toMatchObject([{ code: "RES101", body: pointer }]);
  });

  it("is asked for by name where a gateway without it is sent a pointer", async () => {
    const { env, send, deliver, kept } = setUp([]);
    const pointer = await send();
    expect(await deliver(pointer)).toBe("retry");
    expect(await deliver(pointer, 4)).toBe("ack");
    expect(env.DEAD.drain()).toMatchObject([{ code: "LIMIT101", body: pointer }]);
    expect(await kept()).toBe(1);
  });

  it("takes a body of the user's own that only looks like a pointer as it is, and says so to the operator", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const pointer = { flowgate_claim_check: 1, key: "flowgate/claims/x", sha256: "0".repeat(64), bytes: 1 };
    for (const features of [[largeMessages("LARGE")], []]) {
      const { env, deliver, seen, kept } = setUp(features);
      const loud = { ...env, LOG_LEVEL: "warn" };
      expect(await deliver({ flowgate_claim_check: 1, text: "mine" }, 1, loud)).toBe("ack");
      expect(seen).toEqual([4]);
      expect(warn).not.toHaveBeenCalledWith(expect.stringContaining("MSG104"));
      expect(await deliver(pointer, 1, loud)).toBe("ack");
      expect(env.DEAD.drain()).toMatchObject([{ code: "SCHEMA101", body: pointer }]);
      expect(warn).toHaveBeenCalledWith(expect.stringMatching(/MSG104.*large/));
      expect(await kept()).toBe(0);
      warn.mockClear();
    }
    warn.mockRestore();
  });

  it("looks in each bucket there is, and waits for one that does not answer", async () => {
    const { seen, env, send, deliver, kept } = setUp([largeMessages("OTHER"), largeMessages("LARGE")]);
    const pointer = await send();
    const OTHER = memoryBlob();
    const down = { ...OTHER, get: () => Promise.reject(new Error("down")) };
    expect(await deliver(pointer, 1, { ...env, OTHER })).toBe("ack");
    expect(seen).toEqual([200_000]);
    expect(await kept()).toBe(0);
    expect(await deliver(pointer, 1, { ...env, OTHER: down })).toBe("retry");
    expect(await deliver(pointer, 1, { ...env, OTHER })).toBe("ack");
    expect(env.DEAD.drain()).toMatchObject([{ code: "RES101" }]);
  });

  it("sweeps once a day in all where a ledger is bound", async () => {
    const ledger = memoryDedupe();
    const listed: string[] = [];
    for (const isolate of ["one", "two"]) {
      const { env, deliver } = setUp();
      const list: typeof env.LARGE.list = (listing) => {
        listed.push(isolate);
        return env.LARGE.list(listing);
      };
      const bound = { ...env, LARGE: { ...env.LARGE, list }, LEDGER: { getByName: () => ledger } };
      await deliver({ text: "a" }, 1, bound);
      await deliver({ text: "b" }, 1, bound);
    }
    expect(listed).toEqual(["one"]);
  });
});
