import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldsOf, parseFields } from "./fields.ts";

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

describe("parseFields", () => {
  const likeThePlatform = (text: string) => fieldsOf(new URLSearchParams(`&${text}`));

  it.each([
    "",
    "a",
    "a&",
    "&&a==b&=",
    "=x",
    "a=1?b=2",
    "?a=1",
    "a=+%2B+&a+b=%20",
    "%C3%BC=%e2%82%ac",
    "%zz=%&a=%C3",
    "a=%00&%26=%3D",
  ])("reads %j as the platform does", (text) => {
    expect(Object.entries(parseFields(text))).toEqual(Object.entries(likeThePlatform(text)));
  });

  it("reads any text as the platform does", () => {
    const piece = fc.constantFrom(
      "a",
      "b",
      "&",
      "=",
      "+",
      "%",
      "%41",
      "%c3",
      "%a9",
      "%E2%82%AC",
      "?",
      "#",
      "ü",
      "__proto__",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join("");
        expect(Object.entries(parseFields(text)), text).toEqual(Object.entries(likeThePlatform(text)));
      }),
    );
  });

  it("takes a step for each field, whatever is wrong with them", () => {
    const count = 300_000;
    for (const pair of ["a", "a=", "=", "%41=%20", "%", "a=+", "%zz=%c3"]) {
      const [read = []] = Object.values(parseFields(`${pair}&`.repeat(count)));
      expect(read, pair).toHaveLength(count);
    }
  });
});
