import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyBytes, textResponse } from "./body-size.ts";

describe("bodyBytes", () => {
  it("is the size of the text as it is sent", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 2_000 }), (text) => {
        expect(bodyBytes(textResponse(text, {}))).toBe(Buffer.byteLength(text));
      }),
    );
  });

  it("counts half of a pair as the sign that is sent for it", async () => {
    const text = "a\ud83d";
    const response = textResponse(text);
    expect(bodyBytes(response)).toBe((await response.bytes()).byteLength);
  });

  it("is 0 for a response made otherwise", () => {
    expect(bodyBytes(new Response("text"))).toBe(0);
  });
});
