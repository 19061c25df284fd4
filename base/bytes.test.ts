import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asBytes, asHex, asStream, collect, utf8Bytes } from "./bytes.ts";

describe("utf8Bytes", () => {
  it("is what the platform writes, halves of pairs included, whether counted or encoded", () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 });
    fc.assert(
      fc.property(units, fc.constantFrom(1, 60), (codes, times) => {
        const text = String.fromCharCode(...codes).repeat(times);
        expect(utf8Bytes(text)).toBe(new TextEncoder().encode(text).byteLength);
      }),
    );
  });

  it.each([
    ["", 0],
    ["é", 2],
    ["€", 3],
    ["😀", 4],
    ["\ud83d", 3],
    ["\ude00\ud83d", 6],
  ])("of %j is %i", (text, bytes) => {
    expect(utf8Bytes(text)).toBe(bytes);
  });
});

describe("asHex", () => {
  it("writes two lower-case digits a byte", () => {
    expect(asHex(Uint8Array.of(0, 9, 10, 255))).toBe("00090aff");
  });
});

describe("collect", () => {
  const chunks = (...texts: readonly string[]) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const text of texts) controller.enqueue(asBytes(text));
        controller.close();
      },
    });

  it("gives all bytes up to the limit", async () => {
    expect(await collect(chunks("ab", "", "c"), 3)).toEqual(asBytes("abc"));
    expect(await collect(asStream(new Uint8Array()), 0)).toEqual(new Uint8Array());
  });

  it("gives all bytes of any chunks", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 12 }), async (parts) => {
        const sent = parts.map((part) => part.slice());
        const source = new ReadableStream<Uint8Array>({
          start(controller) {
            for (const part of sent) controller.enqueue(part);
            controller.close();
          },
        });
        expect(await collect(source, 100_000)).toEqual(Uint8Array.from(parts.flatMap((part) => [...part])));
        expect(sent).toEqual(parts);
      }),
    );
  });

  it("gives nothing of a longer source, and cancels it where that shows", async () => {
    let cancelled = false;
    let pulled = 0;
    const source = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => controller.enqueue(Uint8Array.of(++pulled, 0)),
        cancel: () => {
          cancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    expect(await collect(source, 3)).toBeUndefined();
    expect({ cancelled, pulled }).toEqual({ cancelled: true, pulled: 2 });
  });

  it("rejects with what broke the source", async () => {
    const broken = new ReadableStream<Uint8Array>({ start: (controller) => controller.error(new Error("broken")) });
    await expect(collect(broken, 1)).rejects.toThrow("broken");
  });
});
