import { describe, expect, it } from "vitest";
import { idempotencyKey } from "./idempotency-key.ts";

describe("idempotencyKey", () => {
  it("reads a structured-field string, or a bare key", () => {
    const keyIn = (header: string | null) => {
      const key = idempotencyKey(header);
      return key.ok ? key.value : key.failure;
    };
    expect(keyIn('"8e03978e-40d5"')).toBe("8e03978e-40d5");
    expect(keyIn(' "a\\"b\\\\c d" ')).toBe('a"b\\c d');
    expect(keyIn("order-1")).toBe("order-1");
    expect(keyIn(null)).toBeUndefined();
  });

  it("refuses what is neither, empty or too long", () => {
    for (const bad of ["", '""', '"a', 'a"b', '"a\\b"', "é", "a b", "x".repeat(256)]) {
      expect(idempotencyKey(bad)).toMatchObject({ ok: false, failure: { code: "HTTP100", status: 400 } });
    }
  });
});
