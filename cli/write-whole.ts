import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { CliError } from "./cli-error.ts";

/** Writes a file so that whoever reads it finds the old text or the new, and never half of one. */
export function writeWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw new CliError("CLI101", `${path} cannot be written: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  }
}
