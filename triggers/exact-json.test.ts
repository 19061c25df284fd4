import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExactly } from "./exact-json.ts";

describe("parseExactly", () => {
  it.each([
    ["1152921504606846977", "1152921504606847000"],
    ["1152921504606846976", "1152921504606847000"],
    ["9007199254740993", "9007199254740992"],
    ["9007199254740991.4", "9007199254740991"],
    ["0.10000000000000000555", "0.1"],
    ["1.00000000000000000001", "1"],
    ["1e400", "Infinity"],
    ["-2E+400", "-Infinity"],
    ["1e-400", "0"],
    ["123456789.123456789123", "123456789.12345679"],
  ])("knows that %s became %s", (digits, printed) => {
    const { value, inexact } = parseExactly(`{"id":${digits},"a/b":[1,{"":${digits}}],"__proto__":"x"}`);
    expect(String((value as { id: number }).id)).toBe(printed);
    expect(inexact).toEqual({ [printed]: { "/id": digits, "/a~1b/1/": digits } });
  });

  it.each([
    "0",
    "-0",
    "1.0",
    "1e2",
    "1E+22",
    "9007199254740992",
    "0.1",
    "0.30000000000000004",
    "52.520006599999995",
    "1700000000.123456",
    "5e-324",
    "1.7976931348623157e308",
    "1.50e003",
    "100000000000000000000",
    '"1152921504606846977"',
    '["12345678901234567890"]',
    '{"12345678901234567890":1}',
    '"1e400"',
  ])("loses nothing of %s", (text) => {
    expect(parseExactly(text)).toEqual({ value: JSON.parse(text), inexact: undefined });
  });

  it("tells apart what the values do not, where there are many of them", () => {
    const ids = (last: string) => `[${"1152921504606846977,".repeat(1_000)}${last}]`;
    const [one, other] = ["1152921504606846978", "1152921504606846979"].map((last) => parseExactly(ids(last)));
    expect(one?.value).toEqual(other?.value);
    expect(one?.inexact).not.toEqual(other?.inexact);
  });

  it("loses nothing of what a double prints", () => {
    fc.assert(
      fc.property(fc.json(), fc.double({ noNaN: true, noDefaultInfinity: true }), (json, number) => {
        const text = `[${json},${JSON.stringify(number)}]`;
        expect(parseExactly(text)).toEqual({ value: JSON.parse(text), inexact: undefined });
      }),
    );
  });

  it("finds each whole number above 2^53 that is not even", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 54n }), (half) => {
        const digits = String(half * 2n - 2n ** 53n + 1n);
        const { value, inexact } = parseExactly(digits);
        expect(inexact).toEqual(
          String(BigInt(value as number)) === digits ? undefined : { [String(value)]: { "": digits } },
        );
      }),
    );
  });

  it("throws for what is no JSON", () => {
    expect(() => parseExactly("{1152921504606846977")).toThrow(SyntaxError);
  });
});
