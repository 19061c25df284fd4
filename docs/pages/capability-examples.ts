import { readFileSync } from "node:fs";
import { join } from "node:path";

const SNIPPETS = join(import.meta.dirname, "..", "snippets", "capabilities.ts");

/** A node for each capability, by the function that declares its use. They run in the test beside the file. */
export function capabilityExamples(): ReadonlyMap<string, string> {
  const source = readFileSync(SNIPPETS, "utf8");
  const found = source.matchAll(/^\/\/ (\w+)\nexport (const [\s\S]*?^\}\);)$/gm);
  return new Map([...found].map(([, author = "", code = ""]) => [author, code]));
}
