/** `npm run generate`: writes every generated file. With `--check` it writes nothing, and exits 1 when one differs. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedFiles } from "./generated-files.ts";

const root = join(import.meta.dirname, "..");
const check = process.argv.includes("--check");

for (const { path, make } of generatedFiles) {
  const file = join(root, path);
  const text = await make();
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  if (check) process.exitCode = 1;
  else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  console.log(check ? `${path} differs; run npm run generate` : `${path} written`);
}
