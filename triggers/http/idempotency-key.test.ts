import { describe, expect, it } from "vitest";
import { idempotencyKey } from "./idempotency-key.ts";

describe("idempotencyKey", () => {
  it("reads a structured-field string, or a bare key", () => {
    expect(idempotencyKey('"8e03978e-40d5"')).toBe("8e03978e-40d5");
    expect(idempotencyKey(' "a\\"b\\\\c d" ')).toBe('a"b\\c d');
    expect(idempotencyKey("order-1")).toBe("order-1");
    expect(idempotencyKey(null)).toBeUndefined();
  });

  it("refuses what is neither, empty or too long", () => {
    for (const bad of ["", '""', '"a', 'a"b', '"a\\b"', "é", "a b", "x".repeat(256)]) {
      expect(idempotencyKey(bad)).toMatchObject({ code: "HTTP100", status: 400 });
    }
  });
});
