import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { CliError } from "../cli-error.ts";
import { fileError } from "../files/file-error.ts";
import { readText } from "../files/read-text.ts";
import { scratchFolder } from "../files/scratch.ts";
import { removeFormer } from "./former-files.ts";
import { LOCK_FILE, type PackageLock, readLock } from "./lock.ts";

/** What a package's folder holds already. */
export interface ExistingFolder {
  readonly lock: PackageLock | undefined;
  /** Text of its wrangler file, under its name. */
  readonly wrangler: { readonly file: string; readonly text: string } | undefined;
}

/** Refuses what is no folder, and a folder that is not empty and that no package was written to. */
export function existingFolder(path: string, shown: string): ExistingFolder {
  const names = namesIn(path, shown);
  if (names.length === 0) return { lock: undefined, wrangler: undefined };
  if (!names.includes(LOCK_FILE)) throw occupied(`${shown} is not empty, and no package`);
  const textOf = (name: string) => {
    refuseLink(path, name, shown);
    return readText(join(path, name), `${shown}/${name}`);
  };
  const file = ["wrangler.json", "wrangler.jsonc", "wrangler.toml"].find((name) => names.includes(name));
  return {
    lock: readLock(textOf(LOCK_FILE), `${shown}/${LOCK_FILE}`),
    wrangler: file === undefined ? undefined : { file, text: textOf(file) },
  };
}

function namesIn(path: string, shown: string): readonly string[] {
  const there = statOf(path);
  if (!there) return [];
  if (there.isSymbolicLink()) throw occupied(`${shown} is a link, and a package is a folder`);
  if (!there.isDirectory()) throw occupied(`${shown} is a file`);
  try {
    return readdirSync(path);
  } catch (cause) {
    throw fileError(shown, "read", cause);
  }
}

const occupied = (message: string) => new CliError("CLI105", message, { next: "choose another folder: --out DIR" });

/** Of the path itself, and not of what it may link to. */
function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw fileError(path, "read", cause);
  }
}

/**
 * Writes a package. All files are written beside the folder first; a new folder then appears whole, and in one that is
 * there files are replaced one by one, the lock last. What is neither new nor of the package before stays. Nothing is
 * written or removed through a link.
 */
export function writeFolder(path: string, files: ReadonlyMap<string, string>, before: PackageLock | undefined): void {
  const shown = basename(path);
  for (const name of files.keys()) refuseLink(path, name, shown);
  const draft = scratchFolder(dirname(path), ".flows-");
  try {
    for (const [name, text] of files) {
      mkdirSync(dirname(join(draft.path, name)), { recursive: true });
      writeFileSync(join(draft.path, name), text, { flag: "wx", flush: true });
    }
    // A folder for temporary files is closed to others.
    chmodSync(draft.path, 0o755);
    if (before === undefined) replaceWhole(draft.path, path);
    else replaceEach(draft.path, path, files, before);
  } catch (cause) {
    throw cause instanceof CliError ? cause : fileError(path, "written", cause);
  } finally {
    draft.remove();
  }
}

/** The folder was empty, or not there. Where that has changed, it stays as it is. */
function replaceWhole(draft: string, path: string): void {
  if (statOf(path)) rmdirSync(path);
  renameSync(draft, path);
}

function replaceEach(draft: string, path: string, files: ReadonlyMap<string, string>, before: PackageLock): void {
  for (const name of [...files.keys()].sort((a, b) => Number(a === LOCK_FILE) - Number(b === LOCK_FILE))) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    refuseLink(path, name, basename(path));
    renameSync(join(draft, name), join(path, name));
  }
  removeFormer(path, files, before);
}

/** CLI105 where a file of the package, or a folder on the way to it, is a link or something else that is not its like. */
function refuseLink(path: string, name: string, shown: string): void {
  const parts = name.split("/");
  for (const [index] of parts.entries()) {
    const inner = parts.slice(0, index + 1).join("/");
    const there = statOf(join(path, inner));
    if (!there) return;
    const wanted = index === parts.length - 1 ? there.isFile() : there.isDirectory();
    if (wanted) continue;
    const what = there.isSymbolicLink() ? "a link" : there.isDirectory() ? "a folder" : "no folder";
    throw new CliError("CLI105", `${shown}/${inner} is ${what}, and would be written through or over`, {
      next: "remove it, or choose another folder: --out DIR",
    });
  }
}
