import { resolve } from "node:path";
import {
  type OpenedConfig,
  openConfig,
  type WranglerConfig,
  type WranglerFile,
} from "../gateway/preflight/wrangler-config.ts";
import type { Diagnostic } from "../kernel/errors/diagnostic.ts";
import { CliError } from "./cli-error.ts";
import { readText } from "./files/read-text.ts";
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
  const read = parseWranglerFile(name, readText(resolve(cwd, name), name));
  return read.ok ? { name, file: read.value, findings: [] } : { name, findings: [read.failure] };
}

export interface WranglerChoice {
  /** The file; default: the directory's own. */
  readonly config?: string | undefined;
  /** An environment of it; default: its top. */
  readonly env?: string | undefined;
}

/** The file as wrangler sees it; undefined where there is none, a `CliError` for one that is broken. */
export function configOf({ config: named, env }: WranglerChoice, cwd: string): WranglerConfig | undefined {
  const { name, file, findings } = openWranglerFile(cwd, named);
  if (name === undefined) return undefined;
  const opened: OpenedConfig = file ? openConfig(file, env) : { findings };
  const [finding] = opened.findings;
  if (opened.config && !finding) return opened.config;
  const [next = ""] = finding?.fix.split("\n") ?? [];
  throw new CliError("CLI102", `${name}: ${finding?.code} ${finding?.message}`, { next });
}
