import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Invocation } from "../kernel/invocation.ts";
import { formatTraceparent, parseTraceparent, parseTracestate, traceOf, withTrace } from "./trace-context.ts";

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

describe("parseTraceparent", () => {
  it("reads version 00", () => {
    expect(parseTraceparent(`00-${TRACE}-${PARENT}-01`)).toEqual({ traceId: TRACE, spanId: PARENT, sampled: true });
    expect(parseTraceparent(`00-${TRACE}-${PARENT}-fe`)).toMatchObject({ sampled: false });
  });

  it("reads a later version with more behind it", () => {
    expect(parseTraceparent(`cc-${TRACE}-${PARENT}-03-what.the.future`)).toMatchObject({
      traceId: TRACE,
      sampled: true,
    });
  });

  it.each([
    undefined,
    "",
    "00",
    `ff-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01-extra`,
    `00-${TRACE}-${PARENT}-1`,
    `00-${TRACE}-${PARENT}-01x`,
    `cc-${TRACE}-${PARENT}-01x`,
    `00-${"0".repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${PARENT}-01`,
    ` 00-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01\n`,
    `00-${TRACE.slice(1)}-${PARENT}-01`,
  ])("does not take %j", (header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });
});

describe("parseTracestate", () => {
  it("keeps a list, without blanks and empty members", () => {
    expect(parseTracestate("rojo=00f067aa0ba902b7, congo=t61rcWkgMzE ,,\ta@b=x y")).toBe(
      "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE,a@b=x y",
    );
  });

  it.each([
    "a",
    "A=1",
    "=1",
    "a=",
    "a=1,a=2",
    "a=b=c",
    "a=\u00e9",
    "a@B=1",
    Array(33)
      .fill(0)
      .map((_, i) => `k${i}=1`)
      .join(),
  ])("drops all of %j", (header) => {
    expect(parseTracestate(header)).toBe("");
  });

  it("drops whole members at the end where the list is too long", () => {
    const long = parseTracestate(`first=${"x".repeat(250)},second=${"y".repeat(250)},third=z`);
    expect(long).toBe(`first=${"x".repeat(250)}`);
  });
});

describe("traceOf", () => {
  it("continues the trace that came in, sampled as the parent says", () => {
    const labels = { "flow.traceparent": `00-${TRACE}-${PARENT}-01`, "flow.tracestate": "a=1" };
    expect(traceOf(invocation(labels), () => false)).toEqual({
      traceId: TRACE,
      spanId: "8a6b1c2d3e4f5a6b",
      sampled: true,
      state: "a=1",
    });
  });

  it("starts a trace with the run's id, sampled as the platform does", () => {
    expect(traceOf(invocation(), () => true)).toEqual({
      traceId: RUN.replaceAll("-", ""),
      spanId: "8a6b1c2d3e4f5a6b",
      sampled: true,
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

describe("formatTraceparent", () => {
  it("is read back as it was", () => {
    const parent = { traceId: TRACE, spanId: PARENT, sampled: false };
    expect(parseTraceparent(formatTraceparent(parent))).toEqual(parent);
  });
});
