import { describe, expect, it } from "vitest";
import { Redactor } from "./redact.ts";
import { shownPayload } from "./shown-payload.ts";

const redactor = new Redactor();

describe("shownPayload", () => {
  it("shows what is there without its secrets", () => {
    const payload = { id: 1, card: { token: "t0p-secret" }, note: "Bearer abcdefgh12345678" };
    expect(shownPayload(payload, redactor)).toEqual({
      id: 1,
      card: { token: "[redacted]" },
      note: "Bearer [redacted]",
    });
    expect(shownPayload("Basic dXNlcjpwYXNz", redactor)).toBe("Basic [redacted]");
    expect(shownPayload(undefined, redactor)).toBeUndefined();
  });

  it("says of streams and bytes that they are such", () => {
    expect(shownPayload(new ReadableStream(), redactor)).toBe("[stream]");
    expect(shownPayload({ file: new Uint8Array(3) }, redactor)).toEqual({ file: "[3 bytes]" });
  });

  it("is bounded, whatever comes", () => {
    const many = Array.from({ length: 60 }, () => "x".repeat(8_000));
    const shown = shownPayload({ many }, redactor);
    expect(shown).toMatch(/… \(\d+ characters\)$/);
    expect(String(shown).length).toBeLessThan(17_000);
    const deep: { inner?: unknown } = {};
    let at = deep;
    for (let level = 0; level < 10_000; level++) at = at.inner = {};
    expect(JSON.stringify(shownPayload(deep, redactor)).length).toBeLessThan(1_000);
  });
});
