import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
const FLOWS = join(root, "cli", "flows.mjs");

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunFlowsOptions {
  /** Default: the root of the repository. */
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The `flows` command in a process of its own. */
export function runFlows(args: readonly string[], { cwd = root, stdin = "", env }: RunFlowsOptions = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [FLOWS, ...args], { cwd, env: { ...process.env, NO_COLOR: "1", ...env } });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(stdin);
  });
}

export interface Folder {
  readonly path: string;
  readonly remove: () => void;
}

/** A folder with files, inside the repository so that `flowgate` resolves in it, and ignored by git. */
export function folderWith(files: Readonly<Record<string, string>>): Folder {
  const parent = join(root, ".wrangler");
  mkdirSync(parent, { recursive: true });
  const path = mkdtempSync(join(parent, "flows-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
