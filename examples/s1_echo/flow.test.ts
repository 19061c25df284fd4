import { runFlow, testGateway } from "flowgate/testing";
import { describe, expect, it } from "vitest";
import { echo } from "./flow.ts";

describe("echo", () => {
  it("answers a value, trimmed and in lower case", async () => {
    const response = await testGateway({ flows: [echo] }).fetch("/echo", { json: { value: "  HeLLo " } });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ value: "hello" });
  });

  it("runs its two nodes in order", async () => {
    const { nodes } = await runFlow(echo, { value: "A" });
    expect(nodes.map(({ node, status }) => [node, status])).toEqual([
      ["normalize", "ok"],
      ["respond", "ok"],
    ]);
  });

  it("says which field does not fit", async () => {
    const response = await testGateway({ flows: [echo] }).fetch("/echo", { json: { value: 3 } });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "SCHEMA101", details: { issues: [{ path: "/value" }] } });
  });
});
