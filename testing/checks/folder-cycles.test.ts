import { describe, expect, it } from "vitest";
import { folderCycles } from "./folder-cycles.ts";

const imports = (...lines: readonly string[]) =>
  lines.map((line) => {
    const [from = "", to = ""] = line.split(" ");
    return { from, to };
  });

describe("folderCycles", () => {
  it("finds two folders whose files import each other, though no file is in a circle", () => {
    const back = imports("kernel/plan/a.ts kernel/ir/a.ts", "kernel/ir/b.ts kernel/plan/b.ts");
    expect(folderCycles(back)).toEqual([{ folder: "kernel", members: ["ir", "plan"], imports: back.toReversed() }]);
  });

  it("finds a longer circle, and leaves out what only leads to it", () => {
    const [cycle] = folderCycles(imports("a/1.ts b/1.ts", "b/2.ts c/1.ts", "c/2.ts a/2.ts", "d/1.ts a/1.ts"));
    expect(cycle).toMatchObject({ folder: ".", members: ["a", "b", "c"] });
    expect(cycle?.imports).toHaveLength(3);
  });

  it("finds a file that a folder beside it needs, and that needs the folder", () => {
    expect(folderCycles(imports("a/index.ts a/b/1.ts", "a/b/2.ts a/index.ts"))).toMatchObject([{ folder: "a" }]);
  });

  it("finds nothing where all imports run one way", () => {
    expect(folderCycles(imports("a/b/1.ts a/c/1.ts", "a/b/2.ts a/x.ts", "a/c/2.ts a/y.ts", "d/1.ts a/b/1.ts"))).toEqual(
      [],
    );
  });
});
