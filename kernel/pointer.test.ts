import { describe, expect, it } from "vitest";
import { compilePointer, pointerTokens } from "./pointer.ts";

const value = JSON.parse('{"a":{"b/c":[10,20],"m~n":null,"":1},"__proto__":{"x":2},"list":[]}') as unknown;
const at = (pointer: string) => compilePointer(pointer)?.(value);

describe("compilePointer", () => {
  it.each([
    ["", value],
    ["/a/b~1c/1", 20],
    ["/a/m~0n", null],
    ["/a/", 1],
    ["/__proto__/x", 2],
  ])("leads where RFC 6901 says: %s", (pointer, expected) => {
    expect(at(pointer)).toEqual(expected);
  });

  it.each([
    "/nope",
    "/a/b~1c/2",
    "/a/b~1c/01",
    "/a/b~1c/1x",
    "/a/b~1c/-",
    "/a/b~1c/length",
    "/a/m~0n/deeper",
    "/constructor",
    "/a/toString",
    "/a/__proto__/x",
    "/list/0",
  ])("leads nowhere, and throws nothing: %s", (pointer) => {
    expect(at(pointer)).toBeUndefined();
  });

  it.each(["a", "a/b", "#/a", "/a~", "/a~2b", " /a"])("refuses what is no pointer: %s", (pointer) => {
    expect(compilePointer(pointer)).toBeUndefined();
  });

  it("bears any value", () => {
    for (const odd of [undefined, null, 1, "text", true, Symbol("s"), new Map([["a", 1]])]) {
      expect(compilePointer("/a")?.(odd)).toBeUndefined();
    }
  });
});

describe("pointerTokens", () => {
  it("gives the tokens unescaped", () => {
    expect(pointerTokens("/a~1b/~0/")).toEqual(["a/b", "~", ""]);
    expect(pointerTokens("")).toEqual([]);
    expect(pointerTokens("a")).toBeUndefined();
  });
});
