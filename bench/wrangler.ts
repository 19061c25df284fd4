import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(import.meta.resolve(".."));
const WRANGLER = fileURLToPath(import.meta.resolve("../node_modules/wrangler/bin/wrangler.js"));
const CONFIG = fileURLToPath(import.meta.resolve("./workers/wrangler.toml"));

const execute = promisify(execFile);

/** Runs wrangler with the benches' own config; rejects with what it printed. */
export async function wrangler(...args: readonly string[]): Promise<void> {
  await execute(process.execPath, [WRANGLER, ...args, "--config", CONFIG], { cwd: ROOT });
}
