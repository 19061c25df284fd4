import { describe, expect, it } from "vitest";
import { formatTraceparent } from "../base/trace-context.ts";
import { FlowError, failure } from "../kernel/errors/failure.ts";
import type { Invocation } from "../kernel/invocation.ts";
import type { Outcome, StreamEnd } from "../kernel/outcome.ts";
import type { Step } from "../kernel/plan/plan.ts";
import { nodeInSpan, platformSamples, runInSpan, type Span, type Tracing } from "./spans.ts";

function recorder() {
  const lines: string[] = [];
  const open = (name: string): Span => ({
    isTraced: true,
    setAttributes: (attributes) => lines.push(`${name}: ${Object.keys(attributes).join(" ")}`),
    recordException: ({ code, message }) => lines.push(`${name}: ${code} ${message}`),
    setStatus: ({ code }) => lines.push(`${name}: ${code}`),
    end: () => lines.push(`${name}: end`),
  });
  const tracing: Tracing = {
    startActiveSpan: (name, work) => work(open(name)),
    getActiveSpan: () => open("active"),
  };
  return { tracing, lines };
}

const trace = (sampled: boolean) => ({
  traceId: "a".repeat(32),
  spanId: "b".repeat(16),
  sampled,
  random: false,
  state: "",
});
const invocation = (sampled: boolean) =>
  ({ flow: "orders", metadata: { labels: { "flow.traceparent": formatTraceparent(trace(sampled)) } } }) as Invocation;
const completed: Outcome = { kind: "completed", value: 1, stats: { stepsRun: 1, retries: 0 } };

describe("runInSpan", () => {
  const run = (tracing: Tracing | undefined, sampled: boolean, outcome: Outcome) =>
    runInSpan(tracing, { invocation: invocation(sampled), trace: trace(sampled), run: async () => outcome });

  it("opens one span for the run", async () => {
    const { tracing, lines } = recorder();
    await expect(run(tracing, true, completed)).resolves.toBe(completed);
    expect(lines).toEqual([
      "flow orders: flow.name flow.version flow.run_id flow.source flow.trace_id flow.span_id",
      "flow orders: flow.outcome",
      "flow orders: end",
    ]);
  });

  it("opens none where the parent does not sample, or without tracing", async () => {
    const { tracing, lines } = recorder();
    await expect(run(tracing, false, completed)).resolves.toBe(completed);
    await expect(run(undefined, true, completed)).resolves.toBe(completed);
    expect(lines).toEqual([]);
  });

  it("keeps the failure's code and public text, not its cause", async () => {
    const { tracing, lines } = recorder();
    await run(tracing, true, { kind: "failed", failure: failure("RUN010", undefined, { cause: new Error("inner") }) });
    expect(lines.slice(1)).toEqual([
      "flow orders: flow.outcome",
      "flow orders: RUN010 a step failed",
      "flow orders: error",
      "flow orders: end",
    ]);
  });

  it("ends with the stream", async () => {
    const { tracing, lines } = recorder();
    let finish: (end: StreamEnd) => void = () => undefined;
    const finished = new Promise<StreamEnd>((resolve) => {
      finish = resolve;
    });
    const stream = (async function* () {})();
    await run(tracing, true, { kind: "streaming", format: "json", stream, finished, close: () => undefined });
    expect(lines).not.toContain("flow orders: end");
    finish({ ...completed, items: 6 });
    await finished;
    expect(lines.slice(1)).toEqual(["flow orders: flow.outcome flow.stream_items", "flow orders: end"]);
  });
});

describe("nodeInSpan", () => {
  const step = { alias: "price", flow: "orders" } as Step;
  const opened = "node price: flow.name flow.node";

  it("ends with what the node returns or what its promise comes to", async () => {
    const { tracing, lines } = recorder();
    expect(nodeInSpan(tracing)(step, invocation(true), () => 1)).toBe(1);
    await expect(nodeInSpan(tracing)(step, invocation(true), async () => 2)).resolves.toBe(2);
    expect(lines).toEqual([opened, "node price: end", opened, "node price: end"]);
  });

  it.each([
    ["RUN010 a step failed", new Error("inner")],
    ["ORDER_EXISTS there is one", new FlowError("there is one", { code: "ORDER_EXISTS" })],
  ])("keeps the error %s and hands it on", async (line, error) => {
    const { tracing, lines } = recorder();
    const fails = () => {
      throw error;
    };
    expect(() => nodeInSpan(tracing)(step, invocation(true), fails)).toThrow(error);
    await expect(nodeInSpan(tracing)(step, invocation(true), async () => fails())).rejects.toThrow(error);
    const kept = [opened, `node price: ${line}`, "node price: error", "node price: end"];
    expect(lines).toEqual([...kept, ...kept]);
  });

  it("does nothing where the trace is not sampled", () => {
    const { tracing, lines } = recorder();
    expect(nodeInSpan(tracing)(step, invocation(false), () => 1)).toBe(1);
    expect(lines).toEqual([]);
  });
});

describe("platformSamples", () => {
  it("is what the platform's active span says, and no without one", () => {
    const { tracing } = recorder();
    expect(platformSamples(tracing)).toBe(true);
    expect(platformSamples({ ...tracing, getActiveSpan: () => undefined })).toBe(false);
    expect(platformSamples(undefined)).toBe(false);
  });
});
