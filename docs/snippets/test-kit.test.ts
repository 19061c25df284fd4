import { flow, http, kv, node } from "flowgate";
import { FakeClock, fateOf, memoryEnv, runFlow, testGateway, withFaults } from "flowgate/testing";
import { expect, it } from "vitest";
import { fulfilOrder, readOrder, takeOrder } from "../../examples/s4_orders/flow.ts";
import { digest } from "../../examples/s5_digest/flow.ts";

// Each of these stands in docs/testing.md.

it("runs one flow", async () => {
  const { outcome, nodes } = await runFlow(fulfilOrder, { id: "A-1", total: 10, express: true });
  expect(outcome).toMatchObject({ kind: "completed", value: { saved: "A-1" } });
  expect(nodes.map(({ node }) => node)).toEqual(["price", "express", "receipt", "apply", "save"]);
});

it("goes through triggers and queues", async () => {
  const gateway = testGateway({ flows: [takeOrder, fulfilOrder, readOrder] });
  await gateway.fetch("/orders", { json: { id: "A-1", total: 10 } });
  expect(gateway.sent("ORDERS_QUEUE")).toHaveLength(1);
  await gateway.deliver();
  expect((await gateway.fetch("/orders/A-1")).status).toBe(200);
});

it("puts things in place, and looks at them, by the handles that nodes get", async () => {
  const gateway = testGateway({ flows: [readOrder] });
  await gateway.handle(kv("ORDERS", "write", { prefix: "order:" })).put("A-1", { id: "A-1" });
  expect(await (await gateway.fetch("/orders/A-1")).json()).toEqual({ id: "A-1" });
});

it("delivers a message, and says what the platform does with it", async () => {
  const gateway = testGateway({ flows: [fulfilOrder] });
  const { fate } = await gateway.message("orders", { id: "" });
  expect(fate).toEqual({ kind: "acked" });
  expect(gateway.sent("DEAD_LETTERS")).toMatchObject([{ code: "SCHEMA101", flow: "fulfil_order" }]);
});

it("fires a cron", async () => {
  const gateway = testGateway({ flows: [digest] });
  await gateway.tick("*/5 * * * *", Date.UTC(2026, 0, 1, 12));
  expect(gateway.runs).toMatchObject([{ flow: "digest", outcome: "completed" }]);
});

it("moves the clock", async () => {
  const wait = node({ run: () => new Promise<string>(() => undefined) });
  const hanging = flow("hanging", "1.0.0", { timeoutMs: 30_000 }).on(http.get("/")).node("wait", wait).respond("wait");
  const clock = new FakeClock();
  const running = runFlow(hanging, {}, { clock });
  await clock.advance(30_000);
  expect((await running).outcome).toMatchObject({ kind: "cancelled", by: "guard", failure: { code: "TIME015" } });
});

it("lets stores fail, the same way for the same seed", async () => {
  const env = withFaults(memoryEnv([fulfilOrder]), { seed: 7, lost: 0.3, unanswered: 0.1, bindings: ["ORDERS"] });
  const gateway = testGateway({ flows: [takeOrder, fulfilOrder], env, consumers: { orders: { maxRetries: 50 } } });
  await gateway.fetch("/orders", { json: { id: "A-1", total: 10 } });
  const delivered = await gateway.deliver();
  expect(delivered.at(-1)?.fate).toEqual({ kind: "acked" });
});

it("tells what becomes of a message", () => {
  const rules = { maxRetries: 3, deadLetterQueue: "orders-dead" };
  const fate = fateOf({ attempts: 4, verdict: { kind: "retry" } }, false, rules);
  expect(fate).toEqual({ kind: "dead_lettered", queue: "orders-dead" });
});
