import { describe, expect, it } from "vitest";
import { traceparent } from "./traceparent.ts";

const GOOD = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

describe("traceparent", () => {
  it("keeps a well-formed value, also of a later version", () => {
    expect(traceparent(GOOD)).toBe(GOOD);
    const later = `01${GOOD.slice(2)}-more`;
    expect(traceparent(later)).toBe(later);
  });

  it("drops every other", () => {
    const zeroTrace = `00-${"0".repeat(32)}-00f067aa0ba902b7-01`;
    const zeroParent = `00-4bf92f3577b34da6a3ce929d0e0e4736-${"0".repeat(16)}-01`;
    const bad = [
      null,
      undefined,
      "",
      "x",
      GOOD.toUpperCase(),
      `${GOOD}-more`,
      `ff${GOOD.slice(2)}`,
      zeroTrace,
      zeroParent,
    ];
    expect(bad.map(traceparent)).toEqual(bad.map(() => undefined));
  });
});
