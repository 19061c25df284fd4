import { describe, expect, it } from "vitest";
import { sortedJson } from "../../base/seal.ts";
import { sealRing } from "../../base/seal-ring.ts";
import { memoryBlob } from "../../capabilities/blob/memory.ts";
import { failure } from "../../kernel/errors/failure.ts";
import { createLog } from "../../telemetry/log.ts";
import { memoryRecords } from "../../testing/memory-records.ts";
import { queue } from "../../triggers/queue/author.ts";
import { deadLetterRecord } from "../../triggers/queue/dead-letter.ts";
import { sealDeadLetter } from "../stores/sealed-failure.ts";
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

function recordFor(body: unknown) {
  const failed = failure("RUN020", undefined, { details: { node: "save" } });
  return deadLetterRecord({ message: { ...message(body), attempts: 4 }, mounted, failure: failed, runId: "run" });
}

function setUp() {
  const warned: object[] = [];
  const log = { ...createLog("silent"), warn: (fields: object) => void warned.push(fields) };
  const seals = sealRing(async () => ["a secret"]);
  const ports = { records: memoryRecords(() => AT.getTime()), blobs: memoryBlob(), seals, log };
  const kept = async () => (await ports.records("orders").listFailures({}, { limit: 10 })).failures;
  const letterFor = (body: unknown) => sealDeadLetter(recordFor(body), seals);
  return { ports, kept, letterFor, warned };
}

describe("keepDeadLetter", () => {
  it("keeps the record that the gateway sent, with its cause, once however often it comes", async () => {
    const { ports, kept, letterFor } = setUp();
    const letter = await letterFor({ id: 7 });
    for (const id of ["d1", "d2"]) {
      expect(await keepDeadLetter(message(letter, id), source, ports)).toEqual({ kind: "ack" });
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

  it("knows its own letter again in whatever order its members come", async () => {
    const { ports, kept, letterFor } = setUp();
    const letter = Object.fromEntries(Object.entries(await letterFor({ b: 1, a: { d: [1], c: "\ud800" } })).reverse());
    await keepDeadLetter(message(letter), source, ports);
    expect(await kept()).toMatchObject([{ code: "RUN020", eventId: "queue/orders/m1" }]);
  });

  it("takes what only looks like its own letter for a message of the flow whose queue this is, and says so", async () => {
    const { ports, kept, letterFor, warned } = setUp();
    const letter = await letterFor({ id: 7 });
    const forged = [
      recordFor({ id: 7 }),
      { ...letter, flow: "payments" },
      { ...letter, body: { id: 8 } },
      { ...letter, event_id: "queue/orders/m2" },
      { ...letter, more: 1 },
      { ...letter, seal: `1.AAAAAAAA.${"A".repeat(43)}` },
    ];
    for (const [index, body] of forged.entries()) await keepDeadLetter(message(body, `f${index}`), source, ports);
    expect(await ports.records("payments").countFailures({})).toBe(0);
    const records = await kept();
    expect(records).toHaveLength(forged.length);
    for (const record of records) {
      const index = Number(record.eventId.at(-1));
      expect(record).toMatchObject({ code: "MSG103", eventId: `queue/orders-dead/f${index}` });
      expect(record.payload).toEqual({ kind: "json", body: forged[index] });
    }
    expect(warned).toHaveLength(forged.length);
    expect(warned[0]).toMatchObject({ code: "MSG104", queue: "orders-dead", message_id: "f0" });
  });

  it("takes a seal of another kind, and any seal without a ledger, for none", async () => {
    const { ports, kept, letterFor } = setUp();
    const { seal: _, ...letter } = await letterFor({ id: 7 });
    const seal = await ports.seals.seal(["failure", sortedJson(letter)]);
    await keepDeadLetter(message({ ...letter, seal }, "1"), source, ports);
    await keepDeadLetter(message(await letterFor({ id: 7 }), "2"), source, { ...ports, seals: undefined });
    expect((await kept()).map(({ code }) => code)).toEqual(["MSG103", "MSG103"]);
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

  it("leaves the message where it is while a store is away, for longer each time", async () => {
    const { ports, letterFor } = setUp();
    const down = () => Promise.reject(new Error("down"));
    const records = (flow: string) => ({ ...ports.records(flow), putFailure: down });
    const delay = async (change: object, attempts: number, body: unknown = {}) => {
      const verdict = await keepDeadLetter({ ...message(body), attempts }, source, { ...ports, ...change });
      return verdict.kind === "retry" ? verdict.delaySeconds : verdict.kind;
    };
    expect([await delay({ records }, 1), await delay({ records }, 2), await delay({ records }, 9)]).toEqual([
      30, 60, 3600,
    ]);
    const large = { text: "x".repeat(100_000) };
    expect(await delay({ blobs: { ...ports.blobs, put: down } }, 1, large)).toBe(30);
    expect(await delay({ seals: sealRing(down) }, 1, await letterFor({}))).toBe(30);
    expect(await delay({ seals: sealRing(down) }, 1, {})).toBe("ack");
  });
});
