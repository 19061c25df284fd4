import { runFlow, testGateway } from "flowgate/testing";
import { describe, expect, it } from "vitest";
import { countNotes, flows } from "./flows.ts";

describe("notes", () => {
  it("are taken by a request, stored from the queue, and read back", async () => {
    const gateway = testGateway({ flows });
    const taken = await gateway.fetch("/notes", { json: { id: "n1", text: "hello" } });
    expect(await taken.json()).toEqual({ queued: "n1" });
    expect(await gateway.deliver()).toMatchObject([{ queue: "notes", fate: { kind: "acked" } }]);
    expect(await (await gateway.fetch("/notes/n1")).json()).toEqual({ id: "n1", text: "hello" });
  });

  it("are taken once, and refused when their text changes under one id", async () => {
    const gateway = testGateway({ flows });
    const take = async (text: string) => (await gateway.fetch("/notes", { json: { id: "n1", text } })).status;
    expect([await take("v1"), await take("v1"), await take("v2")]).toEqual([200, 200, 422]);
    expect(await gateway.deliver()).toHaveLength(1);
  });

  it("that do not fit are refused, with where", async () => {
    const response = await testGateway({ flows }).fetch("/notes", { json: { id: "n1" } });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "SCHEMA101" });
  });

  it("are counted", async () => {
    const { outcome } = await runFlow(countNotes, { scheduledTime: "2026-01-01T00:00:00.000Z" });
    expect(outcome).toMatchObject({ value: { notes: 0 } });
  });
});
