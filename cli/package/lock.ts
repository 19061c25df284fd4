import { createHash } from "node:crypto";

/** What a package folder was made of: by whom, from which flows, and each file with its hash. */
export interface PackageLock {
  readonly lockfile_version: 1;
  readonly target: "workers";
  readonly flowgate: string;
  readonly flows: readonly { readonly name: string; readonly version: string; readonly id: string }[];
  /** By path in the folder. Files that people are to edit are not among them. */
  readonly files: Readonly<Record<string, { readonly sha256: string; readonly bytes: number }>>;
}

export const LOCK_FILE = "flowgate-lock.json";

export function lockText(
  lock: Omit<PackageLock, "files" | "lockfile_version" | "target">,
  files: ReadonlyMap<string, string>,
): string {
  const hashed = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => [path, hashOf(text)]);
  const whole: PackageLock = { lockfile_version: 1, target: "workers", ...lock, files: Object.fromEntries(hashed) };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

function hashOf(text: string): PackageLock["files"][string] {
  return { sha256: createHash("sha256").update(text).digest("hex"), bytes: Buffer.byteLength(text) };
}
