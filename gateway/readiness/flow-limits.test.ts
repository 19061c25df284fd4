import { describe, expect, it } from "vitest";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import { told } from "../../testing/check-config.ts";
import { flowOf } from "../../testing/preflight-flows.ts";
import { cron } from "../../triggers/cron/author.ts";
import { http } from "../../triggers/http/author.ts";
import { queue } from "../../triggers/queue/author.ts";
import { preflight } from "../preflight/preflight.ts";

const MINUTES_MS = 60_000;
const found = (...flows: Parameters<typeof preflight>[0]["flows"]) => told(preflight({ flows }), "LIMIT101");

describe("flowsFitThePlatform", () => {
  it("takes a timeout up to the platform's own", () => {
    expect(found(flowOf("a", [cron("0 0 * * *", { timeoutMs: 15 * MINUTES_MS })]))).toEqual([]);
    expect(found(flowOf("b", [queue("q", { visibilityTimeoutMs: 15 * MINUTES_MS })]))).toEqual([]);
  });

  it("says both numbers for one that is above", () => {
    expect(found(flowOf("a", [cron("0 0 * * *", { timeoutMs: 16 * MINUTES_MS })]))).toEqual([
      "cron: timeoutMs is 960,000 ms; the platform ends what a cron started after 900,000 ms",
    ]);
    expect(found(flowOf("b", [queue("q", { visibilityTimeoutMs: 20 * MINUTES_MS })]))).toEqual([
      "queue: visibilityTimeoutMs is 1,200,000 ms; the platform ends a batch of messages after 900,000 ms",
    ]);
  });

  it("sees a flow's own timeout at the trigger that cannot keep it", () => {
    const both = flowOf("a", [http.get("/"), cron("0 0 * * *")], {}, { timeoutMs: 20 * MINUTES_MS });
    expect(found(both)).toEqual([
      "cron: timeoutMs of the flow is 1,200,000 ms; the platform ends what a cron started after 900,000 ms",
    ]);
  });

  it("lets a request take as long as its client stays", () => {
    expect(
      found(flowOf("a", [http.get("/")], {}, { timeoutMs: 60 * MINUTES_MS, nodeTimeoutMs: 60 * MINUTES_MS })),
    ).toEqual([]);
  });

  it("looks at nodes, edges and timeout surfaces of what only queues and crons start", () => {
    const slow = node({ timeoutMs: 16 * MINUTES_MS, run: () => null });
    const whole = flow("a", "1.0.0")
      .on(queue("q"))
      .node("slow", slow)
      .node("late", node({ run: () => null }), { after: "slow", timeoutMs: 17 * MINUTES_MS })
      .timeout("late", 18 * MINUTES_MS)
      .respond("late");
    const findings = preflight({ flows: [whole] });
    expect(findings.map(({ location }) => location)).toEqual([
      { flow: "a", node: "slow" },
      { flow: "a", edge: { from: "slow", to: "late" } },
      { flow: "a", surface: "timeout:late" },
    ]);
  });

  it("knows how long a message can wait and how often it can come", () => {
    const retry = { maxBackoffMs: 86_400_001, maxAttempts: 102 };
    expect(found(flowOf("a", [queue("q", { retry })]))).toEqual([
      "queue: retry.maxBackoffMs is 86,400,001 ms; a message waits at most 86,400,000 ms",
      "queue: retry.maxAttempts is 102 deliveries; the platform gives a message at most 101 deliveries",
    ]);
    expect(found(flowOf("a", [queue("q", { retry: { maxBackoffMs: 86_400_000, maxAttempts: 101 } })]))).toEqual([]);
  });

  it("holds a body to the Worker's memory, but not a stream", () => {
    const maxBytes = 200 * 1024 * 1024;
    expect(found(flowOf("a", [http.post("/", { maxBytes })]))).toEqual([
      "http: maxBytes is 209,715,200 bytes; the body is held, and all memory of a Worker is 134,217,728 bytes",
    ]);
    expect(found(flowOf("a", [http.post("/", { maxBytes, body: "stream" })]))).toEqual([]);
  });
});
