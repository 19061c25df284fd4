import { describe, expect, it } from "vitest";
import { readTracked, trackedFiles } from "./tracked-files.ts";

const [guide = "", table = ""] = readTracked("docs/delivery.md").split("\n## What holds it\n");
/** Lines are broken anywhere. */
const text = guide.replaceAll(/\s+/g, " ");

interface Held {
  readonly sentence: string;
  readonly file: string;
  readonly name: string;
}

const held = [...table.matchAll(/^\| (.+) \| `(\S+\.test\.ts)`: (.+) \|$/gm)].map(
  ([, sentence = "", file = "", name = ""]): Held => ({ sentence, file, name }),
);

describe("docs/delivery.md", () => {
  it("names a test for what it promises, each of both as it stands", () => {
    const rows = table.split("\n").filter((line) => line.startsWith("| ")).length;
    // Its head and the line below are no rows of it.
    expect(held.length).toBe(rows - 2);
    const tests = new Set(trackedFiles().filter((path) => path.endsWith(".test.ts")));
    const unknown = held.filter(({ file, name }) => !(tests.has(file) && readTracked(file).includes(name)));
    expect(unknown).toEqual([]);
    expect(held.filter(({ sentence }) => !text.includes(sentence))).toEqual([]);
  });

  it("names one for each guarantee", () => {
    const guaranteed = guide.slice(
      guide.indexOf("\n## What is guaranteed\n"),
      guide.indexOf("\n## What is not, and why\n"),
    );
    const promises = [...guaranteed.matchAll(/^- (\*\*.+?\*\*)/gm)].map(([, promise = ""]) => promise);
    expect(promises).not.toEqual([]);
    expect(promises.filter((promise) => !held.some(({ sentence }) => sentence.startsWith(promise)))).toEqual([]);
  });
});
