import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Of this package, whether it runs from its sources or as installed. */
export function flowgateVersion(): string {
  const text = readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
