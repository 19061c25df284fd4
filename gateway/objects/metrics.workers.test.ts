import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { localMetrics, localSink } from "../../telemetry/local-sink.ts";
import { createLog } from "../../telemetry/log.ts";
import { listPanels, type PanelAnswer, readPanel } from "../../telemetry/panels-api.ts";
import { queryPort } from "../../telemetry/query/open.ts";
import { runRecord } from "../../telemetry/run-record.ts";

const local = { FLOWGATE_METRICS: "strict", LOCAL_METRICS: env.LOCAL_METRICS };
const port = { env: local, log: createLog("silent"), waitUntil: () => undefined };

function run(flow: string, startedAtMs: number) {
  const runId = crypto.randomUUID();
  const identity = { runId, flow, version: "1.0.0", trigger: "http", source: "http", eventId: runId, attempt: 1 };
  const node = { flow, node: "price", status: "ok" as const, code: "", attempts: 1, startedAtMs, durationMs: 4 };
  return runRecord(
    { ...identity, deadlineAtMs: startedAtMs + 30_000 },
    { kind: "completed", value: null, stats: { stepsRun: 1, retries: 0 } },
    { startedAtMs, endedAtMs: startedAtMs + 12, place: "POST /orders", status: 200, nodes: [node] },
  );
}

async function panel(name: string, flow: string): Promise<PanelAnswer> {
  const reader = queryPort(local);
  if (!reader.ok) throw new Error(reader.failure.code);
  const answer = await readPanel(name, new URLSearchParams({ flow }), reader.value, Date.now() + 1_000);
  if (!answer.ok) throw new Error(answer.failure.code, { cause: answer.failure.cause });
  return answer.value;
}

describe("MetricsStore", () => {
  it("answers every panel from the points that the sink wrote", async () => {
    const flow = "it's";
    await localSink.write([run(flow, Date.now()), run(flow, Date.now())], port);
    for (const { name, columns } of listPanels().panels) {
      const answer = await panel(name, flow);
      expect(answer.columns).toEqual(columns);
    }
    expect((await panel("http", flow)).rows).toEqual([["POST /orders", "200", 2, 12, 0, 0]]);
    expect((await panel("slowest-nodes", flow)).rows).toEqual([[flow, "price", 4, 4, 4, 8, 2, 0]]);
    expect((await panel("latest-runs", flow)).rows).toHaveLength(2);
  });

  it("refuses what Analytics Engine would", async () => {
    const store = localMetrics(local);
    const wide = { indexes: ["flow"], blobs: Array<string>(21).fill(""), doubles: [] };
    expect(await store?.write([wide])).toEqual(["21 blobs, at most 20"]);
  });
});
