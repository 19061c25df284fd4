import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readText } from "../files/read-text.ts";
import { scratchFolder } from "../files/scratch.ts";
import { findWranglerFile } from "../wrangler-file.ts";

export interface EnvFiles {
  /** For `wrangler dev`. */
  readonly args: readonly string[];
  /** For wrangler's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Once wrangler has ended. */
  readonly remove: () => void;
}

/**
 * Gives wrangler variables by a file that only its owner can read: what stands on a command line, everybody can. A file
 * that is named takes the place of those that wrangler finds by itself, so those of the project come along.
 */
export function envFiles(directory: string, variables: Readonly<Record<string, string>>): EnvFiles {
  const folder = configFolder(directory);
  const { CLOUDFLARE_ENV: env, CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: load } = process.env;
  const devVars = [...(env ? [`.dev.vars.${env}`] : []), ".dev.vars"]
    .map((name) => join(folder, name))
    .find((path) => existsSync(path));
  const dotEnv = devVars !== undefined || load === "false" ? [] : dotEnvFiles(folder, env);
  const scratch = scratchFolder(join(directory, ".wrangler"), "dev-");
  const file = join(scratch.path, "env");
  const text = devVars === undefined ? "" : unexpanded(readText(devVars, devVars));
  writeFileSync(file, envText(text, variables), { flag: "wx", mode: 0o600 });
  return {
    args: [...dotEnv, file].flatMap((path) => ["--env-file", path]),
    environment: {
      // Of one name, the environment of wrangler wins over a file in some projects.
      ...variables,
      CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: "true",
      ...(devVars !== undefined && { CLOUDFLARE_INCLUDE_PROCESS_ENV: "false" }),
    },
    remove: scratch.remove,
  };
}

/** The folder of the wrangler file, which wrangler also looks for further up. */
function configFolder(directory: string): string {
  for (let folder = directory; ; folder = dirname(folder)) {
    if (findWranglerFile(folder) !== undefined) return folder;
    if (dirname(folder) === folder) return directory;
  }
}

/** In wrangler's order. Node reads this option as well, wherever it stands, and does not start without the file. */
function dotEnvFiles(folder: string, env: string | undefined): readonly string[] {
  const names = [".env", ".env.local", ...(env ? [`.env.${env}`, `.env.${env}.local`] : [])];
  return names.map((name) => join(folder, name)).filter((path) => existsSync(path));
}

/** Wrangler takes `.dev.vars` as it stands, and replaces `$NAME` in other files. */
function unexpanded(devVars: string): string {
  return devVars.replaceAll("$", "\\$");
}

function envText(devVars: string, variables: Readonly<Record<string, string>>): string {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [devVars.trimEnd(), ...lines, ""].join("\n");
}
