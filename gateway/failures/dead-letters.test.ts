import { describe, expect, it } from "vitest";
import { memoryBlob } from "../../capabilities/blob/memory.ts";
import { failure } from "../../kernel/errors/failure.ts";
import { memoryRecords } from "../../testing/memory-records.ts";
import { queue } from "../../triggers/queue/author.ts";
import { deadLetterRecord } from "../../triggers/queue/dead-letter.ts";
import { keepDeadLetter } from "./dead-letters.ts";
import { loadPayload } from "./store-failure.ts";

const AT = new Date("2026-11-24T00:00:00Z");
const mounted = {
  flow: "orders",
  flowId: "id",
  version: "1.0.0",
  trigger: "queue",
  capture: "save",
  spec: queue("orders"),
};
const source = { queue: "orders-dead", flow: "orders", version: "1.0.0", trigger: "queue" };
const message = (body: unknown, id = "m1") => ({ id, timestamp: AT, body, attempts: 1 });

function setUp() {
  const ports = { records: memoryRecords(() => AT.getTime()), blobs: memoryBlob() };
  const kept = async () => (await ports.records("orders").listFailures({}, { limit: 10 })).failures;
  return { ports, kept };
}

describe("keepDeadLetter", () => {
  it("keeps the record that the gateway sent, with its cause, once however often it comes", async () => {
    const { ports, kept } = setUp();
    const cause = failure("RUN020", undefined, { details: { node: "save" } });
    const record = deadLetterRecord({
      message: { ...message({ id: 7 }), attempts: 4 },
      mounted,
      failure: cause,
      runId: "run",
    });
    for (const id of ["d1", "d2"]) {
      expect(await keepDeadLetter(message(record, id), source, ports)).toEqual({ kind: "ack" });
    }
    expect(await kept()).toMatchObject([
      {
        flow: "orders",
        eventId: "queue/orders/m1",
        code: "RUN020",
        node: "save",
        attempts: 4,
        runId: "run",
        payload: { kind: "json", body: { id: 7 } },
      },
    ]);
  });

  it("turns what the platform sent there bare into a record that can be replayed", async () => {
    const { ports, kept } = setUp();
    await keepDeadLetter(message({ id: 8 }), source, ports);
    const [record] = await kept();
    expect(record).toMatchObject({ code: "MSG103", eventId: "queue/orders-dead/m1", firstAtMs: AT.getTime() });
    expect(record && (await loadPayload(record.payload, undefined))).toEqual({ ok: true, value: { id: 8 } });
  });

  it("keeps a message whose flow is not known under a name of its own", async () => {
    const { ports } = setUp();
    await keepDeadLetter(message("x"), { queue: "stray-dead" }, ports);
    expect(await ports.records("unknown").countFailures({})).toBe(1);
  });

  it.each([
    ["text", "grüße"],
    ["bytes", new Uint8Array([0, 255, 1])],
    ["json", { deep: [1, null] }],
    ["large json", { text: "x".repeat(100_000) }],
  ])("keeps a body of %s as it was", async (_name, body) => {
    const { ports, kept } = setUp();
    await keepDeadLetter(message(body), source, ports);
    const [record] = await kept();
    expect(record && (await loadPayload(record.payload, ports.blobs))).toEqual({ ok: true, value: body });
  });

  it("puts large payloads into the bucket, and says so when they are gone", async () => {
    const { ports, kept } = setUp();
    await keepDeadLetter(message({ text: "x".repeat(100_000) }), source, ports);
    const [record] = await kept();
    if (record?.payload.kind !== "blob") throw new Error("the payload is not in the bucket");
    await ports.blobs.delete([record.payload.key]);
    expect(await loadPayload(record.payload, ports.blobs)).toMatchObject({ ok: false, failure: { code: "RES101" } });
  });

  it("leaves the message where it is while the store is away", async () => {
    const { ports } = setUp();
    const records = (flow: string) => ({ ...ports.records(flow), putFailure: () => Promise.reject(new Error("down")) });
    expect(await keepDeadLetter(message({}), source, { ...ports, records })).toEqual({
      kind: "retry",
      delaySeconds: 30,
    });
  });
});
