import { env } from "cloudflare:workers";
import { runFlow, testGateway } from "flowgate/testing";
import { describe, expect, it } from "vitest";
import { fulfilOrder, readOrder, takeOrder } from "../examples/s4_orders/flow.ts";

describe("flowgate/testing in workerd", () => {
  it("runs a flow with everything in memory", async () => {
    const { outcome } = await runFlow(fulfilOrder, { id: "A-1", total: 10 });
    expect(outcome).toMatchObject({ kind: "completed", value: { saved: "A-1" } });
  });

  it("takes real bindings instead", async () => {
    const gateway = testGateway({ flows: [takeOrder, fulfilOrder, readOrder], env: { ORDERS: env.ORDERS } });
    await gateway.fetch("/orders", { json: { id: "real-1", total: 10 } });
    await gateway.deliver();
    expect(await env.ORDERS.get("order:real-1", "json")).toMatchObject({ due: 12 });
    expect((await gateway.fetch("/orders/real-1")).status).toBe(200);
  });
});
