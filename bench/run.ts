/** `npm run bench [-- --json] [-- --only http,executor]`: see README.md beside this file. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Findings } from "./bench.ts";
import { benches } from "./benches.ts";
import { printed } from "./print.ts";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false }, only: { type: "string" } } });
const names = benches.map(({ name }) => name);
const only: readonly string[] = values.only?.split(",") ?? names;
const unknown = only.filter((name) => !names.some((known) => known === name));
if (unknown.length > 0) {
  console.error(`no bench is called ${unknown.join(", ")}; there are ${names.join(", ")}`);
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), "flowgate-bench-"));
const progress = (text: string) => console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${text}`);
const found: Findings[] = [];
try {
  for (const bench of benches) {
    if (!only.includes(bench.name)) continue;
    found.push(await bench.run({ folder, progress }));
  }
} finally {
  await rm(folder, { recursive: true });
}
if (values.json) console.log(JSON.stringify(Object.assign({}, ...found.map(({ json }) => json))));
else console.log(printed(found));
