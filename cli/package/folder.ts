import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { CliError } from "../cli-error.ts";
import { LOCK_FILE, type PackageLock } from "./lock.ts";

/** What a package's folder holds already. */
export interface ExistingFolder {
  readonly lock: PackageLock | undefined;
  /** Text of its wrangler file, under its name. */
  readonly wrangler: { readonly file: string; readonly text: string } | undefined;
}

/** Refuses a folder that is not empty and that no package was written to. */
export function existingFolder(path: string, shown: string): ExistingFolder {
  if (!existsSync(path) || readdirSync(path).length === 0) return { lock: undefined, wrangler: undefined };
  const lock = join(path, LOCK_FILE);
  if (!existsSync(lock)) {
    throw new CliError("CLI105", `${shown} is not empty, and no package`, { next: "choose another folder: --out DIR" });
  }
  const file = ["wrangler.json", "wrangler.jsonc", "wrangler.toml"].find((name) => existsSync(join(path, name)));
  return {
    lock: readLock(lock, shown),
    wrangler: file === undefined ? undefined : { file, text: readFileSync(join(path, file), "utf8") },
  };
}

function readLock(path: string, shown: string): PackageLock {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new CliError("CLI102", `${shown}/${LOCK_FILE} is not JSON`, {
      cause,
      next: "remove it, or choose another folder",
    });
  }
}

/**
 * Writes a package. All files are written beside the folder first; a new folder then appears whole, and in one that is
 * there files are replaced one by one, the lock last. What is neither new nor of the package before stays.
 */
export function writeFolder(path: string, files: ReadonlyMap<string, string>, before: PackageLock | undefined): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = mkdtempSync(join(dirname(path), `.${basename(path)}-`));
  try {
    for (const [name, text] of files) {
      mkdirSync(dirname(join(draft, name)), { recursive: true });
      writeFileSync(join(draft, name), text);
    }
    // A folder for temporary files is closed to others.
    chmodSync(draft, 0o755);
    if (before === undefined) replaceWhole(draft, path);
    else replaceEach(draft, path, files, before);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function replaceWhole(draft: string, path: string): void {
  rmSync(path, { recursive: true, force: true });
  renameSync(draft, path);
}

function replaceEach(draft: string, path: string, files: ReadonlyMap<string, string>, before: PackageLock): void {
  for (const name of [...files.keys()].sort((a, b) => Number(a === LOCK_FILE) - Number(b === LOCK_FILE))) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    renameSync(join(draft, name), join(path, name));
  }
  for (const name of Object.keys(before.files)) {
    if (!files.has(name)) rmSync(join(path, name), { force: true });
  }
}
