import { describe, expect, it } from "vitest";
import { parseExactly } from "./exact-json.ts";

describe("parseExactly in workerd", () => {
  it("sees the digits that were sent", () => {
    const { value, inexact } = parseExactly('{"id":1152921504606846977,"far":[1e400,1.5],"twice":1,"twice":2}');
    expect(value).toEqual({ id: 2 ** 60, far: [Number.POSITIVE_INFINITY, 1.5], twice: 2 });
    expect(inexact).toEqual({
      "1152921504606847000": { "/id": "1152921504606846977" },
      Infinity: { "/far/0": "1e400" },
    });
  });
});
