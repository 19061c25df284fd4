import { describe, expect, it } from "vitest";
import { quantile, ratios, spreadOf, spreadText } from "./statistics.ts";

describe("quantile", () => {
  it.each([
    [[5], 0.5, 5],
    [[1, 2, 3], 0.5, 2],
    [[1, 2, 3, 4], 0.5, 2.5],
    [[0, 10], 0.25, 2.5],
    [[1, 2, 3], 0, 1],
    [[1, 2, 3], 1, 3],
  ])("of %j at %d is %d", (values, share, expected) => {
    expect(quantile(values, share)).toBe(expected);
  });
});

describe("spreadOf", () => {
  it("sorts by number, not by text", () => {
    expect(spreadOf([100, 20, 3])).toEqual({ lower: 11.5, median: 20, upper: 60 });
  });
});

describe("ratios", () => {
  it("divides round by round", () => {
    expect(ratios([2, 9, 4], [1, 3, 8])).toEqual([2, 3, 0.5]);
  });
});

describe("spreadText", () => {
  it("shows the median, then the quartiles", () => {
    expect(spreadText({ lower: 0.5, median: 1, upper: 2 }, 1)).toBe("1.0 (0.5 to 2.0)");
  });
});
