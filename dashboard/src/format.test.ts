import { describe, expect, it } from "vitest";
import { bytes, cell, duration, quantity } from "./format.ts";

describe("duration", () => {
  it("is in the unit that a reader would take", () => {
    expect([0, 9.96, 212.4, 1_500, 90_000, 5_400_000, 172_800_000].map(duration)).toEqual([
      "0 ms",
      "10 ms",
      "212 ms",
      "1.5 s",
      "1.5 min",
      "1.5 h",
      "2 d",
    ]);
    expect(duration(Number.NaN)).toBe("–");
  });
});

describe("bytes", () => {
  it("counts in powers of 1,024", () => {
    expect([0, 1, 1_023, 1_024, 1_572_864, 2 ** 50].map(bytes)).toEqual([
      "0 B",
      "1 B",
      "1,023 B",
      "1 KiB",
      "1.5 MiB",
      "1,024 TiB",
    ]);
  });
});

describe("quantity", () => {
  it("shows no count below 0: more ticks than were due are none that is missing", () => {
    expect(quantity(-1.1, "count")).toBe("0");
    expect(quantity(-0, undefined)).toBe("0");
  });

  it("shows shares in per cent", () => {
    expect(quantity(0.2857, "ratio")).toBe("29%");
  });
});

describe("cell", () => {
  it("shows a dash where there is no text", () => {
    expect(cell("", { type: "text" })).toBe("–");
    expect(cell(3, { type: "number", unit: "ms" })).toBe("3 ms");
  });
});
