import { describe, expect, it } from "vitest";
import { comparePaths, pathProblem, pathShape } from "./path.ts";

describe("pathProblem", () => {
  it("takes plain, named and catch-all segments", () => {
    const paths = ["/", "/a", "/a/", "/a.b/:id", "/files/:path+", "/files/*", "/caf%C3%A9/@x"];
    expect(paths.map(pathProblem)).toEqual(paths.map(() => undefined));
  });

  it("says what is wrong with any other", () => {
    expect(pathProblem("a")).toMatch(/starts with/);
    expect(pathProblem("")).toMatch(/starts with/);
    expect(pathProblem("/a//b")).toMatch(/two "\/"/);
    expect(pathProblem("/*/a")).toMatch(/last segment/);
    expect(pathProblem("/:rest+/a")).toMatch(/takes all that is left/);
    expect(pathProblem("/:a/:a")).toMatch(/twice/);
    expect(pathProblem("/:1")).toMatch(/not ":name"/);
    expect(pathProblem("/:id?")).toMatch(/not ":name"/);
    for (const path of ["/a(b)", "/a+", "/a|b", "/a$", "/a[0]", "/é", "/a b", "/a?b=1", "/a%2"]) {
      expect(pathProblem(path)).toMatch(/percent-encode/);
    }
  });
});

describe("pathShape", () => {
  it("is the same for paths that match the same requests", () => {
    expect(pathShape("/a/:x")).toBe(pathShape("/a/:y/"));
    expect(pathShape("/a/:x+")).not.toBe(pathShape("/a/:x"));
    expect(pathShape("/a")).not.toBe(pathShape("/a/:x"));
    expect(pathShape("/")).toBe("/");
  });
});

describe("comparePaths", () => {
  it("puts the more specific path first", () => {
    const sorted = ["/a/b/c", "/a/b/:x", "/a/:x/c", "/a/:x/:y", "/a/:x+", "/a/*", "/:x/b", "/*"];
    expect([...sorted].reverse().toSorted(comparePaths)).toEqual(sorted);
  });
});
