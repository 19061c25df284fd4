import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { WranglerFile } from "../gateway/preflight/wrangler-config.ts";
import type { Diagnostic } from "../kernel/errors/diagnostic.ts";
import { CliError } from "./cli-error.ts";
import { findWranglerFile, parseWranglerFile } from "./wrangler-file.ts";

export interface OpenedWranglerFile {
  /** As it was named or found; missing where there is none. */
  readonly name?: string;
  /** Missing where the directory has none, or it does not parse. */
  readonly file?: WranglerFile;
  readonly findings: readonly Diagnostic[];
}

/** The wrangler file that was named, or else the directory's own if it has one. */
export function openWranglerFile(cwd: string, named: string | undefined): OpenedWranglerFile {
  const name = named ?? findWranglerFile(cwd);
  if (name === undefined) return { findings: [] };
  const read = parseWranglerFile(name, textOf(resolve(cwd, name), name));
  return read.ok ? { name, file: read.file, findings: [] } : { name, findings: [read.finding] };
}

function textOf(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new CliError("CLI101", `${name} cannot be read: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  }
}
