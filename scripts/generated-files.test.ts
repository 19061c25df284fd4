import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generatedFiles } from "./generated-files.ts";

const root = join(import.meta.dirname, "..");

describe("generatedFiles", () => {
  it.each(generatedFiles)("has $path in the repository as it is made", async ({ path, make }) => {
    const file = join(root, path);
    const committed = existsSync(file) ? readFileSync(file, "utf8") : "";
    expect(committed === (await make()), `${path} differs; run npm run generate`).toBe(true);
  });

  it("makes each path once", () => {
    const paths = generatedFiles.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  });
});
