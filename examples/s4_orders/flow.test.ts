import { blob, kv, state } from "flowgate";
import { runFlow, testGateway } from "flowgate/testing";
import { describe, expect, it } from "vitest";
import { fulfilOrder, readOrder, takeOrder } from "./flow.ts";

const flows = [takeOrder, fulfilOrder, readOrder];
const order = { id: "A-1", total: 100, express: true };

describe("orders", () => {
  it("takes an order, fulfils it from the queue, and shows it", async () => {
    const gateway = testGateway({ flows });
    const taken = await gateway.fetch("/orders", { json: order });
    expect(taken.status).toBe(202);
    expect(await taken.json()).toEqual({ accepted: "A-1", status: "/orders/A-1" });
    expect(await gateway.deliver()).toMatchObject([{ queue: "orders", fate: { kind: "acked" } }]);
    const shown = await (await gateway.fetch("/orders/A-1")).json();
    expect(shown).toEqual({ ...order, due: 135, shipping: "express", applied: 1 });
    const receipt = await gateway.handle(blob("RECEIPTS", "read")).get("A-1.txt");
    expect(await receipt?.text()).toBe("order A-1\ntotal 100.00\ndue 135.00\n");
  });

  it("applies an order once, however often it is posted at once with one key", async () => {
    const gateway = testGateway({ flows });
    const headers = { "idempotency-key": '"order-A-1"' };
    const posts = await Promise.all([1, 2, 3, 4, 5].map(() => gateway.fetch("/orders", { json: order, headers })));
    for (const { status } of posts) expect([202, 409]).toContain(status);
    expect(posts.filter(({ status }) => status === 202).length).toBeGreaterThan(0);
    await gateway.deliver();
    expect(await (await gateway.fetch("/orders/A-1")).json()).toMatchObject({ applied: 1 });
    const again = await gateway.fetch("/orders", { json: order, headers });
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([202, "true"]);
    expect((await gateway.fetch("/orders", { json: { ...order, total: 1 }, headers })).status).toBe(422);
  });

  it("answers 404 for an order that was never fulfilled", async () => {
    const response = await testGateway({ flows }).fetch("/orders/A-9");
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "ORDER_UNKNOWN" });
  });

  it("sends a message that is no order to the dead-letter queue, with why", async () => {
    const gateway = testGateway({ flows });
    await gateway.message("orders", { id: "" });
    expect(gateway.sent("DEAD_LETTERS")).toMatchObject([{ flow: "fulfil_order", code: "SCHEMA101", body: { id: "" } }]);
  });

  it("counts an order once, although a crash left its key open", async () => {
    const gateway = testGateway({ flows });
    const tally = gateway.handle(state("ORDER_TALLIES", "write")).at("A-1");
    await tally.transaction({ put: { "key:A-1": true }, add: { applied: 1 } });
    await gateway.message("orders", order);
    expect(await (await gateway.fetch("/orders/A-1")).json()).toMatchObject({ applied: 1 });
  });

  it("saves an order once, however often it is delivered", async () => {
    const gateway = testGateway({ flows });
    await gateway.message("orders", order, { id: "m-1" });
    await gateway.handle(kv("ORDERS", "write", { prefix: "order:" })).delete("A-1");
    await gateway.message("orders", order, { id: "m-1", attempts: 2 });
    expect(await gateway.handle(kv("ORDERS", "read", { prefix: "order:" })).get("A-1")).toBeUndefined();
  });
});

describe("fulfilOrder", () => {
  it.each([
    [true, ["apply", "express", "price", "receipt", "save"]],
    [false, ["apply", "price", "receipt", "save", "standard"]],
  ])("takes one branch by express = %s", async (express, path) => {
    const { nodes } = await runFlow(fulfilOrder, { ...order, express });
    expect(nodes.map(({ node }) => node).toSorted()).toEqual(path);
  });
});
