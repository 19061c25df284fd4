import { randomUUID } from "node:crypto";
import { mkdirSync, renameSync, rmSync, type Stats, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileError } from "./file-error.ts";

export interface WriteOptions {
  /** How messages call the file. Default: its path. */
  readonly shown?: string;
  /** Who may read it. Default: as it was, or as files are made here. */
  readonly mode?: number;
}

/**
 * Writes a file so that whoever reads it finds the old text or the new, and never half of one. A link in its place gives
 * way to the file; what it leads to stays as it is. A device or a pipe, such as /dev/stdout, is written to.
 */
export function writeWhole(path: string, text: string, options: WriteOptions = {}): void {
  const draft = join(dirname(path), `.flows-${randomUUID()}`);
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there && isStream(there)) {
      writeFileSync(path, text);
      return;
    }
    const mode = options.mode ?? (there?.isFile() ? there.mode & 0o777 : undefined);
    mkdirSync(dirname(path), { recursive: true });
    // A new file only, so that nobody can have put a link there.
    writeFileSync(draft, text, { flag: "wx", flush: true, ...(mode !== undefined && { mode }) });
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw fileError(options.shown ?? path, "written", cause);
  }
}

function isStream(there: Stats): boolean {
  return there.isCharacterDevice() || there.isFIFO() || there.isSocket();
}
