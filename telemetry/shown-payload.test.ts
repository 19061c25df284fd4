import { describe, expect, it } from "vitest";
import { shownPayload } from "./shown-payload.ts";

describe("shownPayload", () => {
  it("shows what is there without its secrets", () => {
    const payload = { id: 1, card: { token: "t0p-secret" }, note: "Bearer abcdefgh12345678" };
    expect(shownPayload(payload)).toEqual({ id: 1, card: { token: "[redacted]" }, note: "Bearer [redacted]" });
    expect(shownPayload("Basic dXNlcjpwYXNz")).toBe("Basic [redacted]");
    expect(shownPayload(undefined)).toBeUndefined();
  });

  it("says of streams and bytes that they are such", () => {
    expect(shownPayload(new ReadableStream())).toBe("[stream]");
    expect(shownPayload({ file: new Uint8Array(3) })).toEqual({ file: "[3 bytes]" });
  });

  it("is bounded, whatever comes", () => {
    const many = Array.from({ length: 60 }, () => "x".repeat(8_000));
    const shown = shownPayload({ many });
    expect(shown).toMatch(/… \(\d+ characters\)$/);
    expect(String(shown).length).toBeLessThan(17_000);
    const deep: { inner?: unknown } = {};
    let at = deep;
    for (let level = 0; level < 10_000; level++) at = at.inner = {};
    expect(JSON.stringify(shownPayload(deep)).length).toBeLessThan(1_000);
  });
});
