import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { memoryDedupe } from "../capabilities/dedupe/memory.ts";
import { flow } from "../kernel/author/flow.ts";
import { node } from "../kernel/author/node.ts";
import type { TriggerSpec } from "../kernel/author/trigger.ts";
import { http } from "../triggers/http/author.ts";
import { queue } from "../triggers/queue/author.ts";
import { createGateway } from "./create-gateway.ts";

/** A gateway over a ledger in memory; its flow's effects, and the dead letters of its queue. */
function setUp(trigger: TriggerSpec<unknown>, keyed?: { readonly key: string }) {
  const effects: unknown[] = [];
  const letters: { code?: string; body?: unknown }[] = [];
  const work = node({
    input: v.unknown(),
    effects: "effectful",
    ...(keyed && { idempotency: keyed }),
    run: (input) => {
      effects.push(input);
      return { nth: effects.length };
    },
  });
  const one = flow("orders", "1.0.0").on(trigger).node("work", work).respond("work");
  const gateway = createGateway({ flows: [one], sinks: [] });
  const ledger = memoryDedupe();
  const DEAD = { send: async (letter: object) => void letters.push(letter), sendBatch: async () => undefined };
  const env = { LOG_LEVEL: "silent", LEDGER: { getByName: () => ledger }, DEAD };
  const context = { waitUntil: () => undefined };
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const request = new Request("https://flowgate.test/orders", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });
    const response = await gateway.fetch(request, env, context);
    const { code } = await response.json<{ code?: string }>();
    return { status: response.status, code };
  };
  const deliver = async (bodies: readonly unknown[]) => {
    const said: string[] = [];
    const messages = bodies.map((body, index) => ({
      id: crypto.randomUUID(),
      timestamp: new Date(),
      attempts: 1,
      body,
      ack: () => void said.push(`ack ${index}`),
      retry: () => void said.push(`retry ${index}`),
    }));
    await gateway.queue({ queue: "orders", messages } as unknown as MessageBatch, env, context);
    return said;
  };
  return { post, deliver, effects, letters };
}

const id = (digits: string) => `{"id":${digits}}`;

/** Pairs of numbers that are one number in JavaScript. */
const TWINS = [
  ["1152921504606846977", "1152921504606846978"],
  ["9007199254740992", "9007199254740993"],
  ["-9007199254740993", "-9007199254740992"],
  ["1e400", "2e400"],
  ["1e-400", "2e-400"],
  ["9007199254740991", "9007199254740991.4"],
  ["0.1", "0.10000000000000000555"],
  ["1", "1.00000000000000000001"],
] as const;

describe("two numbers that become one", () => {
  it.each(TWINS)("are not taken for one event of a route: %s and %s", async (one, other) => {
    const { post, effects } = setUp(http.post("/orders", { idempotency: { key: "/id" } }));
    const answers = [await post(id(one)), await post(id(other))];
    expect(answers.at(-1)).toEqual({ status: 422, code: "IDEM105" });
    expect(effects).toHaveLength(answers.filter(({ status }) => status === 200).length);
    expect(effects.length).toBeLessThan(2);
  });

  it.each(TWINS)("are not taken for one effect of a node: %s and %s", async (one, other) => {
    const { post, effects } = setUp(http.post("/orders"), { key: "/id" });
    await post(id(one));
    expect(await post(id(other))).toEqual({ status: 422, code: "IDEM105" });
    expect(effects.length).toBeLessThan(2);
  });

  it.each(TWINS)("are not taken for one body under a caller's key: %s and %s", async (one, other) => {
    const { post, effects } = setUp(http.post("/orders"));
    const key = { "idempotency-key": "k" };
    expect(await post(`[${id(one)}]`, key)).toMatchObject({ status: 200 });
    expect(await post(`[${id(other)}]`, key)).toEqual({ status: 422, code: "IDEM102" });
    expect(await post(` [ ${id(one)} ]`, key)).toMatchObject({ status: 200 });
    expect(effects).toHaveLength(1);
  });

  it.each(TWINS)("are dead letters of a queue that looks for a key there: %s and %s", async (one, other) => {
    const { deliver, effects, letters } = setUp(queue("orders", { deadLetter: "DEAD", idempotency: { key: "/id" } }));
    const said = await deliver([id(one), new TextEncoder().encode(id(other))]);
    expect(said.toSorted()).toEqual(["ack 0", "ack 1"]);
    expect(letters.at(-1)).toMatchObject({ code: "IDEM105" });
    expect(effects.length + letters.length).toBe(2);
  });

  it("are dead letters also where the platform has parsed the message", async () => {
    const { deliver, effects, letters } = setUp(queue("orders", { deadLetter: "DEAD", idempotency: { key: "/id" } }));
    await deliver([{ id: 2 ** 60 }, { id: 1e300 }, { id: 7 }, { id: 7 }]);
    expect(letters.map(({ code }) => code)).toEqual(["IDEM105", "IDEM105"]);
    expect(effects).toEqual([{ id: 7 }]);
  });

  it("are dead letters of a queue whose partition they would be", async () => {
    const { deliver, effects, letters } = setUp(queue("orders", { deadLetter: "DEAD", partitionKey: "/id" }));
    await deliver([id("1152921504606846977"), { id: 2 ** 60 }, { id: {} }, { id: 7 }, { other: 1 }]);
    expect(letters.map(({ code }) => code)).toEqual(["IDEM105", "IDEM105", "IDEM105"]);
    expect(new Set(effects)).toEqual(new Set([{ id: 7 }, { other: 1 }]));
  });

  it("are no harm where no key is looked for", async () => {
    const { post, effects } = setUp(http.post("/orders"));
    for (const digits of TWINS[0]) expect(await post(id(digits))).toMatchObject({ status: 200 });
    expect(effects).toHaveLength(2);
  });
});

describe("one number, however it is written", () => {
  it.each([
    ["1", "1.0"],
    ["100", "1e2"],
    ["0", "-0"],
    ["0.1", "1e-1"],
    ["9007199254740991", "9.007199254740991E15"],
    ["0.30000000000000004", "3.0000000000000004e-1"],
  ])("is one key: %s and %s", async (one, other) => {
    const keyed = setUp(http.post("/orders", { idempotency: { key: "/id" } }));
    for (const digits of [one, other]) expect(await keyed.post(id(digits))).toMatchObject({ status: 200 });
    expect(keyed.effects).toHaveLength(1);
  });

  it("is not its text", async () => {
    const { post, effects } = setUp(http.post("/orders", { idempotency: { key: "/id" } }));
    for (const digits of ["1", '"1"']) expect(await post(id(digits))).toMatchObject({ status: 200 });
    expect(effects).toHaveLength(2);
  });
});
