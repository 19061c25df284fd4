import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import type { RunRecord } from "../../telemetry/run-record.ts";
import { memoryRecords } from "../../testing/memory-records.ts";
import { http } from "../../triggers/http/author.ts";
import { adminApi } from "../admin/admin-api.ts";
import { createGateway } from "../create-gateway.ts";
import { historySink } from "./history-sink.ts";

const TOKEN = "an-operator's-token";
const orders = flow("orders", "1.0.0")
  .on(http.post("/orders"))
  .node("take", node({ input: v.any(), run: () => ({ taken: true }) }))
  .respond("take");

function setUp(variables: object, redact?: readonly string[]) {
  const told: RunRecord[] = [];
  const spy = { name: "spy", write: (runs: readonly RunRecord[]) => void told.push(...runs) };
  const gateway = createGateway({
    flows: [orders],
    sinks: [historySink(), spy],
    features: [adminApi],
    ...(redact && { redact }),
  });
  const records = memoryRecords();
  const RECORDS = { getByName: (name: string) => records(name.slice("flow/".length)) };
  const env = { LOG_LEVEL: "silent", FLOWGATE_ADMIN_TOKENS: TOKEN, RECORDS, ...variables };
  const call = async (path: string, init?: RequestInit) => {
    const works: Promise<unknown>[] = [];
    const context = { waitUntil: (work: Promise<unknown>) => works.push(work) };
    const response = await gateway.fetch(new Request(`http://flowgate.test${path}`, init), env, context);
    const answer = await response.json();
    await Promise.all(works);
    return answer as Record<string, unknown>;
  };
  const post = async (body: unknown) => {
    const headers = { "content-type": "application/json" };
    await call("/orders", { method: "POST", headers, body: JSON.stringify(body) });
    return told.at(-1);
  };
  const read = (path: string) => call(path, { headers: { authorization: `Bearer ${TOKEN}` } });
  return { post, read };
}

describe("historySink", () => {
  it("keeps no payload, and no sink is told of one, unless it is switched on", async () => {
    for (const variables of [{}, { FLOWGATE_HISTORY_PAYLOADS: "off" }, { FLOWGATE_HISTORY_PAYLOADS: "true" }]) {
      const { post, read } = setUp(variables);
      const run = await post({ id: 1 });
      expect(run?.payload).toBeUndefined();
      expect(await read(`/_flow/runs/${run?.runId}`)).not.toHaveProperty("payload");
    }
  });

  it("shows what the event brought, without its secrets, of one run but in no list", async () => {
    const { post, read } = setUp({ FLOWGATE_HISTORY_PAYLOADS: "on" });
    const run = await post({ orderId: 1, cardToken: "t0p-secret", note: "x".repeat(100_000) });
    const shown = await read(`/_flow/runs/${run?.runId}`);
    expect(shown.payload).toMatchObject({ orderId: 1, cardToken: "[redacted]" });
    expect(JSON.stringify(shown).length).toBeLessThan(20_000);
    const { runs } = await read("/_flow/runs?flow=orders");
    expect(runs).toHaveLength(1);
    expect(JSON.stringify(runs)).not.toContain("orderId");
  });

  it("shows nothing that stands under a name the gateway was told to redact", async () => {
    const { post, read } = setUp({ FLOWGATE_HISTORY_PAYLOADS: "on" }, ["iban"]);
    const run = await post({ orderId: 1, customerIban: "DE12" });
    const shown = await read(`/_flow/runs/${run?.runId}`);
    expect(shown.payload).toEqual({ orderId: 1, customerIban: "[redacted]" });
  });
});
