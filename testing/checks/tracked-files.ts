import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..", "..");

/** Paths from the root of every file that is, or would be, in the repository. */
export function trackedFiles(): readonly string[] {
  // safe.directory: a clone may belong to another user than the one who tests it.
  const args = ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const listing = execFileSync("git", args, { cwd: root, encoding: "utf8" });
  return listing.split("\0").filter((path) => path !== "" && existsSync(join(root, path)));
}

export const readTracked = (path: string): string => readFileSync(join(root, path), "utf8");

/** One line per match of `pattern`: `path:line: text`. */
export function findLines(paths: readonly string[], pattern: RegExp): readonly string[] {
  return paths.flatMap((path) =>
    readTracked(path)
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );
}
