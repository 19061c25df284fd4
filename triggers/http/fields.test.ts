import { describe, expect, it } from "vitest";
import { fieldsOf } from "./fields.ts";

describe("fieldsOf", () => {
  it("keeps the order, and gives a repeated field an array, whatever its values", () => {
    const fields = fieldsOf([
      ["b", ""],
      ["a", "1"],
      ["b", "2"],
      ["b", ""],
    ]);
    expect(Object.entries(fields)).toEqual([
      ["b", ["", "2", ""]],
      ["a", "1"],
    ]);
  });

  it("takes any name", () => {
    const fields = fieldsOf([
      ["__proto__", "1"],
      ["toString", "2"],
      ["", "3"],
      ["__proto__", "4"],
    ]);
    expect(Object.entries(fields)).toEqual([
      ["__proto__", ["1", "4"]],
      ["toString", "2"],
      ["", "3"],
    ]);
  });

  it("adds to the array of a repeated field, so that each costs one step", () => {
    const count = 300_000;
    const entries = Array.from({ length: count }, (): [string, number] => ["a", 1]);
    expect(fieldsOf(entries).a).toHaveLength(count);
  });
});
