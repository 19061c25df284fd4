import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTraceparent, parseTracestate } from "../base/trace-context.ts";
import type { Invocation } from "../kernel/invocation.ts";
import { traceOf, traceparentOf, withTrace } from "./run-trace.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";
const RUN = "0198b3a2-7c1d-7e4f-8a6b-1c2d3e4f5a6b";

function invocation(labels: Record<string, string> = {}): Invocation {
  return {
    flow: "orders",
    trigger: "http",
    capture: "save",
    payload: 1,
    deadlineAtMs: 1,
    metadata: {
      labels: {
        "flow.run_id": RUN,
        "flow.id": "id",
        "flow.version": "1.0.0",
        "flow.trigger": "http",
        "flow.capture": "save",
        "flow.source": "http",
        "flow.event_id": "event",
        "flow.attempt": "1",
        ...labels,
      },
      extensions: {},
    },
  };
}

/** What the run hands on. */
const handedOn = ({ metadata: { labels } }: Invocation) => ({
  traceparent: labels["flow.traceparent"],
  tracestate: labels["flow.tracestate"],
});

describe("traceOf", () => {
  it("continues the trace that came in, sampled as the parent says", () => {
    const labels = { "flow.traceparent": `00-${TRACE}-${PARENT}-01`, "flow.tracestate": "a=1" };
    expect(traceOf(invocation(labels), () => false)).toEqual({
      traceId: TRACE,
      spanId: "8a6b1c2d3e4f5a6b",
      sampled: true,
      random: false,
      state: "a=1",
    });
  });

  it("keeps what the trace's maker says of its id, also in what is stored of a run", () => {
    const labels = { "flow.traceparent": `00-${TRACE}-${PARENT}-02` };
    const trace = traceOf(invocation(labels), () => true);
    expect(trace).toMatchObject({ sampled: false, random: true });
    expect(handedOn(withTrace(invocation(labels), trace)).traceparent).toBe(`00-${TRACE}-8a6b1c2d3e4f5a6b-02`);
    expect(traceparentOf({ traceId: TRACE, traceRandom: true, runId: RUN })).toBe(`00-${TRACE}-8a6b1c2d3e4f5a6b-02`);
  });

  it("starts a trace with the run's id, sampled as the platform does", () => {
    expect(traceOf(invocation(), () => true)).toEqual({
      traceId: RUN.replaceAll("-", ""),
      spanId: "8a6b1c2d3e4f5a6b",
      sampled: true,
      random: false,
      state: "",
    });
  });

  it("replaces a malformed parent and drops its state", () => {
    const labels = { "flow.traceparent": "00-evil", "flow.tracestate": "a=1" };
    const traced = withTrace(
      invocation(labels),
      traceOf(invocation(labels), () => false),
    );
    expect(handedOn(traced)).toEqual({ traceparent: `00-${RUN.replaceAll("-", "")}-8a6b1c2d3e4f5a6b-00` });
  });

  it("passes nothing malformed on, whatever came in", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), fc.string({ unit: "binary-ascii" }), (parent, state) => {
        const came = invocation({ "flow.traceparent": parent, "flow.tracestate": state });
        const headers = handedOn(
          withTrace(
            came,
            traceOf(came, () => false),
          ),
        );
        expect(parseTraceparent(headers.traceparent)).toBeDefined();
        expect(parseTracestate(headers.tracestate)).toBe(headers.tracestate ?? "");
      }),
    );
  });
});

describe("withTrace", () => {
  it("makes the run the parent of what comes after, and leaves the rest", () => {
    const came = invocation({ "flow.traceparent": `00-${TRACE}-${PARENT}-01`, "flow.tracestate": "a=1", other: "x" });
    const traced = withTrace(
      came,
      traceOf(came, () => false),
    );
    expect(handedOn(traced)).toEqual({ traceparent: `00-${TRACE}-8a6b1c2d3e4f5a6b-01`, tracestate: "a=1" });
    expect(traced.metadata.labels.other).toBe("x");
    expect(Object.isFrozen(traced)).toBe(true);
  });
});
