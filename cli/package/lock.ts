import { createHash } from "node:crypto";
import * as v from "valibot";
import { innerPathProblem, quoted } from "../../kernel/ir/name.ts";
import { CliError } from "../cli-error.ts";

const File = v.object({ sha256: v.string(), bytes: v.number() });
const Flow = v.object({ name: v.string(), version: v.string(), id: v.string() });

const Lock = v.object({
  lockfile_version: v.literal(1),
  target: v.literal("workers"),
  /** The release that made the package. */
  flowgate: v.string(),
  flows: v.array(Flow),
  /** By path in the folder. Files that people are to edit are not among them. */
  files: v.record(v.string(), File),
});

/** What a package folder was made of: by whom, from which flows, and each file with its hash. */
export type PackageLock = v.InferOutput<typeof Lock>;

export const LOCK_FILE = "flowgate-lock.json";

export function lockText(
  lock: Omit<PackageLock, "files" | "lockfile_version" | "target">,
  files: ReadonlyMap<string, string>,
): string {
  const hashed = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => [path, hashOf(text)]);
  const whole: PackageLock = { lockfile_version: 1, target: "workers", ...lock, files: Object.fromEntries(hashed) };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

export function hashOf(data: string | Uint8Array): PackageLock["files"][string] {
  return { sha256: createHash("sha256").update(data).digest("hex"), bytes: Buffer.byteLength(data) };
}

/** Reads what may have come from anywhere. CLI102 for what no package has: its files would be taken for the package's. */
export function readLock(text: string, shown: string): PackageLock {
  const refused = (why: string, cause?: unknown) =>
    new CliError("CLI102", `${shown} ${why}`, { cause, next: "remove it, or choose another folder: --out DIR" });
  const read = v.safeParse(Lock, parsed(text, refused));
  if (!read.success)
    throw refused(`is no lock of a package: ${v.getDotPath(read.issues[0]) ?? "all of it"} does not fit`);
  const outside = Object.keys(read.output.files).find((path) => innerPathProblem(path) !== undefined);
  if (outside !== undefined) throw refused(`lists ${quoted(outside)}, which is no path in the folder`);
  return read.output;
}

function parsed(text: string, refused: (why: string, cause: unknown) => CliError): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refused("is not JSON", cause);
  }
}
