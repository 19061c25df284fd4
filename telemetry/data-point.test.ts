import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BLOBS, DOUBLES, type Row } from "./columns.ts";
import { cut, dataPoint, pointProblem } from "./data-point.ts";

const rows = fc.record({
  ...Object.fromEntries(BLOBS.map((c) => [c.name, fc.string({ unit: "binary", maxLength: 2_000 })])),
  ...Object.fromEntries(DOUBLES.map((c) => [c.name, fc.double()])),
}) as unknown as fc.Arbitrary<Row>;

describe("dataPoint", () => {
  it("holds each column in its place, with a number that is none as 0", () => {
    const texts = BLOBS.map(({ name }, index) => [name, `text ${index}`.slice(0, 8)] as const);
    const numbers = DOUBLES.map(({ name }, index) => [name, index % 2 === 0 ? index + 0.5 : Number.NaN] as const);
    const row = Object.fromEntries([...texts, ...numbers]) as unknown as Row;
    expect(dataPoint(row)).toEqual({
      indexes: [row.flow],
      blobs: texts.map(([, text]) => text),
      doubles: numbers.map(([, number]) => (Number.isNaN(number) ? 0 : number)),
    });
  });

  it("cuts each text to its own column's size", () => {
    const long = "x".repeat(2_000);
    const row = Object.fromEntries([...BLOBS.map(({ name }) => [name, long]), ...DOUBLES.map(({ name }) => [name, 0])]);
    const sizes = dataPoint(row as unknown as Row).blobs.map((text) => new TextEncoder().encode(text).length);
    expect(sizes).toEqual(BLOBS.map(({ maxBytes }) => maxBytes));
  });

  it("breaks no limit whatever a row holds", () => {
    fc.assert(
      fc.property(rows, (row) => {
        expect(pointProblem(dataPoint(row))).toBeUndefined();
      }),
    );
  });
});

describe("cut", () => {
  it("keeps a text that fits", () => {
    expect(cut("héllo", 6)).toBe("héllo");
  });

  it("ends a cut text in … without half a character", () => {
    expect(cut("😀😀😀", 11)).toBe("😀😀…");
    expect(cut("😀😀😀", 10)).toBe("😀…");
  });

  it("never exceeds the bytes asked", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 3, max: 40 }), (text, max) => {
        const result = cut(text, max);
        expect(new TextEncoder().encode(result).length).toBeLessThanOrEqual(max);
        expect(text.startsWith(result.replace(/…$/, ""))).toBe(true);
      }),
    );
  });
});

describe("pointProblem", () => {
  const point = { indexes: ["flow"], blobs: ["a"], doubles: [1] };

  it.each([
    ["2 indexes, at most 1", { indexes: ["a", "b"] }],
    ["97 bytes of index, at most 96", { indexes: ["x".repeat(97)] }],
    ["21 blobs, at most 20", { blobs: Array(21).fill("") }],
    ["16001 bytes of blobs, at most 16000", { blobs: ["x".repeat(16_001)] }],
    ["21 doubles, at most 20", { doubles: Array(21).fill(0) }],
    ["a double is not a finite number", { doubles: [Number.NaN] }],
  ])("says %s", (problem, part) => {
    expect(pointProblem({ ...point, ...part })).toBe(problem);
  });

  it("finds nothing in a point within the limits", () => {
    expect(pointProblem(point)).toBeUndefined();
  });
});
