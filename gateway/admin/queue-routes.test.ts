import { describe, expect, it } from "vitest";
import { memoryQueue } from "../../capabilities/queue/memory.ts";
import { createHttpRoutes } from "../../triggers/http/routes.ts";
import type { HandlerArgs } from "../features/feature.ts";
import type { Environment } from "../pipeline/environment.ts";
import { queueRoutes } from "./queue-routes.ts";

const TOKEN = "0123456789abcdef";

function setUp(bindings: Record<string, unknown> = {}) {
  const queue = memoryQueue();
  const env = { FLOWGATE_ADMIN_TOKENS: TOKEN, ORDERS_QUEUE: queue, ...bindings };
  const log = { info: () => undefined, warn: () => undefined };
  const environment = { env, log } as unknown as Environment;
  const answer = createHttpRoutes<HandlerArgs>(queueRoutes());
  const send = async (body: string, { binding = "ORDERS_QUEUE", token = TOKEN } = {}) => {
    const request = new Request(`https://gateway.test/_flow/queues/${binding}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body,
    });
    const response = await answer(request, environment, { waitUntil: () => undefined });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { queue, send };
}

describe("queueRoutes", () => {
  it("sends a message through the producer of that name", async () => {
    const { queue, send } = setUp();
    expect(await send('{"body":{"id":"A-1"}}')).toEqual({ status: 202, body: { binding: "ORDERS_QUEUE", sent: 1 } });
    await send('{"body":"plain","content_type":"text","delay_seconds":60}');
    expect(queue.drain()).toEqual([
      { body: { id: "A-1" }, contentType: "json" },
      { body: "plain", contentType: "text", delaySeconds: 60 },
    ]);
  });

  it("sends nothing for a stranger", async () => {
    const { queue, send } = setUp();
    expect(await send('{"body":1}', { token: "not-the-right-one" })).toMatchObject({ status: 401 });
    expect(queue.sent).toEqual([]);
  });

  it.each(["NOWHERE", "FLOWGATE_ADMIN_TOKENS", "toString", "__proto__", "KV"])("knows no queue %s", async (binding) => {
    const { send } = setUp({ KV: { get: async () => null, put: async () => undefined } });
    expect(await send('{"body":1}', { binding })).toMatchObject({ status: 404, body: { code: "HTTP104" } });
  });

  it.each([
    ["", 400, "HTTP100"],
    ["{", 400, "HTTP100"],
    ["[]", 400, "HTTP100"],
    ["{}", 400, "HTTP100"],
    ['{"body":1,"contentType":"json"}', 400, "HTTP100"],
    ['{"body":1,"content_type":"v8"}', 400, "HTTP100"],
    ['{"body":1,"delay_seconds":"1"}', 400, "HTTP100"],
    ['{"body":1,"delay_seconds":86401}', 422, "RES107"],
    ['{"body":1,"content_type":"text"}', 422, "RES107"],
    [JSON.stringify({ body: "x".repeat(128_000) }), 413, "LIMIT101"],
    [JSON.stringify({ body: "x".repeat(1_100_000) }), 413, "HTTP102"],
  ])("refuses %.60s", async (body, status, code) => {
    const { queue, send } = setUp();
    expect(await send(body)).toMatchObject({ status, body: { code } });
    expect(queue.sent).toEqual([]);
  });

  it("says how the queue failed, and keeps its words for the log", async () => {
    const failing = { send: () => Promise.reject(new Error("secret (10252)")), sendBatch: () => Promise.resolve() };
    const { send } = setUp({ ORDERS_QUEUE: failing });
    const { status, body } = await send('{"body":1}');
    expect({ status, code: body.code }).toEqual({ status: 403, code: "RES106" });
    expect(JSON.stringify(body)).not.toContain("secret");
  });
});
