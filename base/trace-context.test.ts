import { describe, expect, it } from "vitest";
import { callOf, formatTraceparent, parseTraceparent, parseTracestate } from "./trace-context.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";

describe("parseTraceparent", () => {
  it("reads version 00", () => {
    const read = { traceId: TRACE, spanId: PARENT, sampled: true, random: false };
    expect(parseTraceparent(`00-${TRACE}-${PARENT}-01`)).toEqual(read);
    expect(parseTraceparent(`00-${TRACE}-${PARENT}-fe`)).toMatchObject({ sampled: false });
  });

  it("reads the flags of level 2, and leaves out those that it does not know", () => {
    const flags = ["00", "01", "02", "03", "fc", "ff"].map((hex) => parseTraceparent(`00-${TRACE}-${PARENT}-${hex}`));
    expect(flags.map((parent) => [parent?.sampled, parent?.random])).toEqual([
      [false, false],
      [true, false],
      [false, true],
      [true, true],
      [false, false],
      [true, true],
    ]);
    expect(flags.map((parent) => parent && formatTraceparent(parent).slice(-2))).toEqual([
      "00",
      "01",
      "02",
      "03",
      "00",
      "03",
    ]);
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
    `cc-${TRACE}-${PARENT}-01.what.the.future`,
    `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`,
    `.0-${TRACE}-${PARENT}-01`,
    `000-${TRACE}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-.0`,
    `00-${TRACE}-${PARENT}-001`,
    `00-${TRACE}0-${PARENT}-01`,
    `00-${TRACE}-${PARENT}0-01`,
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
    "a=b=c",
    "a=\u00e9",
    "a@B=1",
    "@a=1,b=2",
    "a.b=1",
    "a =1",
    "a\u00a0=1",
    "a=1,b",
    "a=,b=3",
    `${"z".repeat(257)}=1`,
    `a=${"z".repeat(257)}`,
    Array(33)
      .fill(0)
      .map((_, i) => `k${i}=1`)
      .join(),
  ])("drops all of %j", (header) => {
    expect(parseTracestate(header)).toBe("");
  });

  it.each([
    "a@=1",
    "a@@b=1",
    "a@b@c=1",
    "0@a=1",
    "a/b*c_d-e@f=1",
    `${"t".repeat(242)}@v=1`,
    `t@${"v".repeat(15)}=1`,
    `${"z".repeat(256)}=1`,
  ])("takes the key of %s", (member) => {
    expect(parseTracestate(`${member},b=2`)).toBe(`${member},b=2`);
  });

  it("takes every printable character of a value, and the blanks before it", () => {
    const printable = Array.from({ length: 0x7f - 0x20 }, (_, at) => String.fromCharCode(0x20 + at)).join("");
    const value = printable.replaceAll(/[,=]/g, "");
    expect(parseTracestate(`a=  ${value} \t,b=1`)).toBe(`a=  ${value},b=1`);
  });

  it("keeps the first of members with one key, and the others in their order", () => {
    expect(parseTracestate("foo=1,foo=1")).toBe("foo=1");
    expect(parseTracestate("bar=0,foo=1,baz=3,foo=2,bar=4")).toBe("bar=0,foo=1,baz=3");
  });

  it("drops long members first where the list is too long, then those at its end", () => {
    const long = `long=${"x".repeat(130)}`;
    const short = Array.from({ length: 30 }, (_, at) => `k${at + 10}=${"y".repeat(10)}`);
    expect(parseTracestate([long, ...short].join())).toBe(short.join());
    const medium = Array.from({ length: 6 }, (_, at) => `k${at}=${"y".repeat(100)}`);
    expect(parseTracestate(medium.join())).toBe(medium.slice(0, 4).join());
  });

  it("drops whole members where the list is too long", () => {
    const long = parseTracestate(`first=${"x".repeat(250)},second=${"y".repeat(250)},third=z`);
    expect(long).toBe(`first=${"x".repeat(250)},third=z`);
  });
});

describe("formatTraceparent", () => {
  it("is read back as it was", () => {
    for (const [sampled, random] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      const parent = { traceId: TRACE, spanId: PARENT, sampled, random };
      expect(parseTraceparent(formatTraceparent(parent))).toEqual(parent);
    }
  });
});

describe("callOf", () => {
  it("gives each call an id of its own in the same trace, which begins as the run's", () => {
    const run = { traceId: TRACE, spanId: PARENT, sampled: true, random: true };
    const calls = Array.from({ length: 100 }, () => callOf(run));
    expect(new Set(calls.map(({ spanId }) => spanId)).size).toBe(100);
    for (const { spanId, ...rest } of calls) {
      expect(rest).toEqual({ traceId: TRACE, sampled: true, random: true });
      expect(spanId).toMatch(new RegExp(`^${PARENT.slice(0, 8)}[0-9a-f]{8}$`));
    }
  });
});
