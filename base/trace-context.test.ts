import { describe, expect, it } from "vitest";
import { formatTraceparent, parseTraceparent, parseTracestate } from "./trace-context.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";

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
    null,
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

describe("formatTraceparent", () => {
  it("is read back as it was", () => {
    const parent = { traceId: TRACE, spanId: PARENT, sampled: false };
    expect(parseTraceparent(formatTraceparent(parent))).toEqual(parent);
  });
});
