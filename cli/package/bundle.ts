import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { CliError } from "../cli-error.ts";

/** Path of the wrangler that a project has installed. */
export function wranglerIn(directory: string): string {
  try {
    const require = createRequire(join(directory, "package.json"));
    return join(dirname(require.resolve("wrangler/package.json")), "bin", "wrangler.js");
  } catch (cause) {
    throw new CliError("CLI204", "wrangler is not installed here", { cause });
  }
}

export interface WranglerRun {
  readonly code: number;
  readonly output: string;
}

/** Runs wrangler to its end. It sends nothing about its use, and asks nothing. */
export function runWrangler(wrangler: string, args: readonly string[], cwd: string): Promise<WranglerRun> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, WRANGLER_SEND_METRICS: "false", CI: "true", NO_COLOR: "1" };
    const child = spawn(process.execPath, [wrangler, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (data: Buffer) => (output += data));
    child.stderr.on("data", (data: Buffer) => (output += data));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Lets wrangler ask and answer on this terminal; resolves to its exit code. */
export function runInteractive(wrangler: string, args: readonly string[], cwd: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [wrangler, ...args], { cwd, stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/** Bundles the Worker of a folder as `wrangler deploy` would, without an account or a network. */
export async function bundle(wrangler: string, folder: string, minify: boolean): Promise<void> {
  const args = ["deploy", "--dry-run", "--outdir", "out", "--metafile", "out/meta.json", "--config", "wrangler.toml"];
  const { code, output } = await runWrangler(wrangler, minify ? [...args, "--minify"] : args, folder);
  if (code === 0) return;
  throw new CliError("CLI203", `the Worker does not bundle: ${firstError(output)}`, {
    cause: new Error(stripVTControlCharacters(output)),
    next: "correct what it imports; --verbose shows all that wrangler says",
  });
}

/** The innermost of esbuild's errors, with its place as seen from the project. */
function firstError(output: string): string {
  const lines = stripVTControlCharacters(output)
    .split("\n")
    .map((line) => line.trim());
  const errors = lines.flatMap((line) => /\[ERROR\]\s*(.*)/.exec(line)?.[1] ?? []);
  const [place = ""] = lines.filter((line) => /^\S+:\d+:\d+:$/.test(line));
  const reason = errors.at(-1) ?? lines.find((line) => line !== "") ?? "";
  return place === "" ? reason : `${reason} (${place.replace(/^(?:\.\.\/)+/, "").replace(/:$/, "")})`;
}
