import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileError } from "../files/file-error.ts";
import { scratchFolder } from "../files/scratch.ts";

/**
 * Adds files to a folder, all or none: they are written in a folder of their own first. Of those that are there already
 * only whole files of the same name give way, and they come last.
 */
export function addFiles(path: string, shown: string, files: ReadonlyMap<string, string>): void {
  const isNew = !existsSync(path);
  const draft = scratchFolder(path, ".flows-");
  const added: string[] = [];
  try {
    for (const [name, text] of files) {
      mkdirSync(dirname(join(draft.path, name)), { recursive: true });
      writeFileSync(join(draft.path, name), text, { flag: "wx", flush: true });
    }
    const isThere = (name: string) => lstatSync(join(path, name), { throwIfNoEntry: false }) !== undefined;
    for (const name of [...files.keys()].sort((a, b) => Number(isThere(a)) - Number(isThere(b)))) {
      if (!isThere(name)) added.push(name);
      mkdirSync(dirname(join(path, name)), { recursive: true });
      renameSync(join(draft.path, name), join(path, name));
    }
  } catch (cause) {
    for (const name of added) rmSync(join(path, name), { force: true });
    if (isNew) rmSync(path, { recursive: true, force: true });
    throw fileError(shown, "written", cause);
  } finally {
    draft.remove();
  }
}
