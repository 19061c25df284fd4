import { describe, expect, it } from "vitest";
import { kv } from "../../capabilities/kv/kv.ts";
import { memoryKv } from "../../capabilities/kv/memory.ts";
import { memoryQueue } from "../../capabilities/queue/memory.ts";
import { flowOf } from "../../testing/preflight-flows.ts";
import { queue } from "../../triggers/queue/author.ts";
import { readiness, readyzResponse } from "./readiness.ts";

const stores = flowOf("stores", [], { orders: kv("ORDERS", "read") });
const plain = flowOf("plain", []);

describe("readiness", () => {
  it("calls a flow ready when all it uses is there", () => {
    expect(readiness([stores, plain], { ORDERS: memoryKv() })).toEqual([
      { flow: "stores", version: "1.0.0", ready: true, diagnostics: [] },
      { flow: "plain", version: "1.0.0", ready: true, diagnostics: [] },
    ]);
  });

  it("asks for the queue that a trigger sends its dead letters to", () => {
    const consumer = flowOf("consumer", [queue("orders", { deadLetter: "DEAD" })]);
    expect(readiness([consumer], {})[0]).toMatchObject({
      ready: false,
      diagnostics: expect.arrayContaining([expect.objectContaining({ code: "CAP101" })]),
    });
    expect(readiness([consumer], { DEAD: memoryQueue() })[0]?.ready).toBe(true);
  });

  it("lets a flow that is not ready leave the others alone", () => {
    const [first, second] = readiness([stores, plain], {});
    expect(first).toMatchObject({ ready: false, diagnostics: [{ code: "CAP101", location: { flow: "stores" } }] });
    expect(second?.ready).toBe(true);
  });
});

describe("readyzResponse", () => {
  it("answers 200 when all flows are ready", async () => {
    const response = readyzResponse(readiness([plain], {}), "v1");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      ready: true,
      version: "v1",
      flows: [{ flow: "plain", version: "1.0.0", ready: true, diagnostics: [] }],
    });
  });

  it("answers 503 with the findings while one is not", async () => {
    const response = readyzResponse(readiness([stores, plain], {}), "v1");
    expect(response.status).toBe(503);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toMatchObject({ ready: false, flows: [{ ready: false }, { ready: true }] });
  });
});
