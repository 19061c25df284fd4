import { lstatSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readBytes } from "../files/read-text.ts";
import { hashOf, type PackageLock } from "./lock.ts";

/**
 * Removes files of the package before that this one no longer has. A file that was changed since stays, as it is its
 * editor's now; so does what a link leads to, and what differs from a new file in capital letters only.
 */
export function removeFormer(path: string, files: ReadonlyMap<string, string>, before: PackageLock): void {
  const kept = new Set([...files.keys()].map(folded));
  for (const [name, { sha256 }] of Object.entries(before.files)) {
    if (!kept.has(folded(name)) && isPlain(path, name) && hashOf(readBytes(join(path, name), name)).sha256 === sha256) {
      rmSync(join(path, name), { force: true });
    }
  }
}

/** Some file systems know one file by either name. */
const folded = (name: string): string => name.normalize("NFC").toLowerCase();

/** A file that is reached without a link. */
function isPlain(path: string, name: string): boolean {
  const parts = name.split("/");
  return parts.every((_, index) => {
    const there = lstatSync(join(path, ...parts.slice(0, index + 1)), { throwIfNoEntry: false });
    return index === parts.length - 1 ? there?.isFile() : there?.isDirectory();
  });
}
