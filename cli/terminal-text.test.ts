import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { painter } from "./io.ts";
import { oneLine, printable } from "./terminal-text.ts";
import { columns } from "./text.ts";

/** All that a terminal acts on. */
const CONTROL = /(?![\n\t]|\r\n)[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;

const HOSTILE = [
  ["an escape sequence", "a\u001b[2Jb", "a\\u001b[2Jb"],
  ["a bell", "\u0007", "\\u0007"],
  ["a title", "\u001b]0;x\u0007", "\\u001b]0;x\\u0007"],
  ["a C1 sequence", "\u009b2J", "\\u009b2J"],
  ["a carriage return that writes over the line", "ok\rno", "ok\\u000dno"],
  ["a backspace", "ok\b\bno", "ok\\u0008\\u0008no"],
  ["NUL and DEL", "\u0000\u007f", "\\u0000\\u007f"],
  ["turned text", "\u202eabc\u202c", "\\u202eabc\\u202c"],
  ["an isolate", "\u2066abc\u2069", "\\u2066abc\\u2069"],
  ["a hidden character", "a\u200bb\ufeff", "a\\u200bb\\ufeff"],
  ["hidden tags", "a\u{e0041}", "a\\udb40\\udc41"],
  ["separators of lines", "a\u2028b", "a\\u2028b"],
  ["half of a pair", "\ud800", "\\ud800"],
] as const;

describe("printable", () => {
  it.each(HOSTILE)("shows %s", (_what, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it.each(["plain\n\ttext\r\n", "żółć 日本 🙂 👩‍👩‍👧", "می‌خواهم"])("leaves %j", (text) => {
    expect(printable(text)).toBe(text);
  });

  it("leaves nothing that a terminal acts on, and what JSON says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(printable(text)).not.toMatch(CONTROL);
        expect(JSON.parse(printable(JSON.stringify({ text })))).toEqual({ text });
      }),
    );
  });
});

describe("oneLine", () => {
  it("puts lines after each other, and keeps what stands before the first word", () => {
    expect(oneLine("a\n  b\r\nc\td\n")).toBe("a b c d");
    expect(oneLine("  a")).toBe("  a");
  });

  it("cuts what is long, and does not look at all of it", () => {
    expect(oneLine("a".repeat(50), 10)).toBe("aaaaaaaaaa...");
    expect(oneLine(`${" ".repeat(50_000_000)}x`, 10).length).toBeLessThan(20);
    expect(oneLine("\u001b".repeat(10), 10)).toBe("\\u001b\\u00...");
  });
});

describe("columns", () => {
  it("keep a row on its line, whatever is in a cell", () => {
    expect(
      columns([
        ["a\nb", "1"],
        ["c\u001b[0m", "2"],
      ]),
    ).toEqual(["a b         1", "c\\u001b[0m  2"]);
  });

  it("take more rows than a call takes arguments", () => {
    expect(columns(Array.from({ length: 200_000 }, () => ["a", "b"]))).toHaveLength(200_000);
  });
});

describe("painter", () => {
  it("lets only its own colours through", () => {
    const { paint, shown } = painter(true);
    expect(shown(`${paint("red", "a\u001b[31m")} \u001b[32mb`)).toBe("\u001b[31ma\\u001b[31m\u001b[39m \\u001b[32mb");
    expect(shown(painter(true).paint("red", "a"))).not.toContain("\u001b");
  });

  it("adds nothing where there are no colours", () => {
    const { paint, shown } = painter(false);
    expect(shown(paint("red", "a"))).toBe("a");
  });
});
