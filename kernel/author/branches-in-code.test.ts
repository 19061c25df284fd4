import { describe, expect, it } from "vitest";
import { branchesInCode } from "./branches-in-code.ts";

const source = (text: string) => Object.assign(() => undefined, { toString: () => text });

describe("branchesInCode", () => {
  it.each([
    "(x) => { if (x.a) return 1; return 2; }",
    "(x) => { switch (x.kind) { case 1: return 1; } }",
    "(x) => x.a ? 1 : 2",
    "(x) => x?.a ? 1 : 2",
    "(x) => x ?'a':'b'",
  ])("finds a branch: %s", (text) => {
    expect(branchesInCode(source(text))).toBe(true);
  });

  it.each([
    "(x) => x.a",
    "(x) => x?.a ?? 1",
    "(x) => x?.[0]",
    '(x) => "if (a) b ? c : d"',
    "(x) => `what if (it is)?`",
    "(x) => { /* if (x) */ return x; // switch (y) ?\n }",
    "(notif) => notif(1)",
    "(x) => 'isn\\'t it? if (x)'",
  ])("finds none: %s", (text) => {
    expect(branchesInCode(source(text))).toBe(false);
  });

  it("reads a real function", () => {
    expect(branchesInCode((n: number) => (n > 1 ? 1 : 0))).toBe(true);
    expect(branchesInCode((n: number) => n + 1)).toBe(false);
  });
});
