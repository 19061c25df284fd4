import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nestedTooDeep } from "./json-depth.ts";

const deep = (depth: number, open = "[", close = "]") => open.repeat(depth) + close.repeat(depth);

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe("nestedTooDeep", () => {
  it("allows 64 levels and no more", () => {
    expect(nestedTooDeep(deep(64))).toBe(false);
    expect(nestedTooDeep(deep(65))).toBe(true);
    expect(nestedTooDeep(`${'{"a":'.repeat(65)}1${"}".repeat(65)}`)).toBe(true);
    expect(nestedTooDeep("[".repeat(1_000_000))).toBe(true);
  });

  it("does not count brackets in strings", () => {
    const brackets = "[{".repeat(100);
    expect(nestedTooDeep(JSON.stringify({ a: `${brackets}\\"${brackets}`, b: [`\\${brackets}"`] }))).toBe(false);
    expect(nestedTooDeep(`["${brackets}`)).toBe(false);
    expect(nestedTooDeep(`["\\\\", ${deep(64)}]`)).toBe(true);
  });

  it("agrees with the depth of the value", () => {
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 80, depthSize: "max" },
        fc.string({ unit: fc.constantFrom("[", "]", "{", "}", '"', "\\", "a") }),
        fc.array(tie("node"), { maxLength: 2 }),
        fc.dictionary(fc.string({ maxLength: 2 }), tie("node"), { maxKeys: 2 }),
      ),
    })).node;
    const wrapped = fc.tuple(tree, fc.nat(70)).map(([value, levels]) => {
      let nested: unknown = value;
      for (let level = 0; level < levels; level++) nested = [nested];
      return nested;
    });
    fc.assert(
      fc.property(wrapped, (value) => {
        const text = JSON.stringify(value);
        expect(nestedTooDeep(text)).toBe(depthOf(value) > 64);
      }),
    );
  });
});
