import { flow, queue } from "flowgate";
import { memoryEnv, memoryHttp, runFlow, seededRng } from "flowgate/testing";
import { describe, expect, it } from "vitest";
import { count, draw, once, quote, rate, receipt, record, remember, ship, sign, wait } from "./capabilities.ts";

const order = { id: "A-1", total: 10 };
const flowOf = (name: string, unit: typeof remember) =>
  flow(name, "1.0.0").on(queue("in")).node("only", unit).respond("only");

describe("the capabilities' page", () => {
  it.each([
    ["kv", remember, { known: true }],
    ["blob", receipt, { key: "receipts/A-1.json", total: 10 }],
    ["publish", ship, { queued: "A-1" }],
    ["state", count, { orders: 2, total: 20 }],
    ["db", record, { total: 10 }],
    ["dedupe", once, { first: false }],
  ])("shows %s at work, here the second time that an order comes", async (name, unit, value) => {
    const only = flowOf(name, unit as typeof remember);
    const env = memoryEnv([only]);
    await runFlow(only, order, { env });
    expect((await runFlow(only, order, { env })).outcome).toMatchObject({ kind: "completed", value });
  });

  it("calls out", async () => {
    const only = flow("rate", "1.0.0").on(queue("in")).node("only", rate).respond("only");
    const env = { http: memoryHttp(({ url }) => Response.json({ rate: url.endsWith("/EUR") ? 1.1 : 0 })) };
    expect((await runFlow(only, { currency: "EUR" }, { env })).outcome).toMatchObject({ value: { rate: 1.1 } });
  });

  it("keeps a value for a while", async () => {
    const only = flow("quote", "1.0.0").on(queue("in")).node("only", quote).respond("only");
    const env = memoryEnv([only]);
    const quoted = async () => (await runFlow(only, { product: "chair" }, { env })).outcome;
    expect(await quoted()).toMatchObject({ value: { price: 50, kept: false } });
    expect(await quoted()).toMatchObject({ value: { price: 50, kept: true } });
  });

  it("reads a secret", async () => {
    const only = flow("sign", "1.0.0").on(queue("in")).node("only", sign).respond("only");
    const { outcome } = await runFlow(only, { text: "hello" }, { env: { SIGNING_KEY: "key" } });
    expect(outcome).toMatchObject({ value: { signature: expect.stringMatching(/^[0-9a-f]{64}$/) } });
  });

  it("waits", async () => {
    const only = flow("wait", "1.0.0").on(queue("in")).node("only", wait).respond("only");
    const { outcome } = await runFlow(only, { ms: 1 });
    expect(outcome).toMatchObject({ value: { at: expect.stringMatching(/Z$/) } });
  });

  it("draws", async () => {
    const only = flow("draw", "1.0.0").on(queue("in")).node("only", draw).respond("only");
    const env = { rng: seededRng(1) };
    const { outcome } = await runFlow(only, { tickets: ["a", "b"] }, { env });
    expect(outcome).toMatchObject({
      value: { id: expect.stringMatching(/^[0-9a-f-]{36}$/), winner: expect.stringMatching(/^[ab]$/) },
    });
  });
});
