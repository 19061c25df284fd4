import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { memoryKv } from "../../capabilities/kv/memory.ts";
import gateway from "./first-flow.ts";

describe("the README's first flow", () => {
  it("runs as it stands there", async () => {
    const env = { ORDERS: memoryKv(), METRICS: { writeDataPoint: () => undefined } };
    const context = { waitUntil: () => undefined };
    const request = new Request("http://flowgate.test/orders", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"id":"A-1","total":10}',
    });
    const response = await gateway.fetch(request, env, context);
    expect(await response.json()).toEqual({ saved: "A-1" });
    const again = await gateway.invoke({ flow: "orders", payload: { id: "A-2", total: 10 } }, env, context);
    expect(again).toEqual({ ok: true, value: { saved: "A-2" } });
  });

  it("stands in the README to the letter", async () => {
    const read = (path: string) => readFile(fileURLToPath(import.meta.resolve(path)), "utf8");
    expect(await read("../../README.md")).toContain(`\`\`\`ts\n${await read("./first-flow.ts")}\`\`\``);
  });
});
