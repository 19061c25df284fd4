import { CliError } from "../cli-error.ts";
import { thrownText } from "../thrown-text.ts";

type Use = "read" | "written";

/** By the system's code, what is wrong with the path. */
const WRONG_PATH: Readonly<Record<string, string>> = {
  EACCES: "access is denied",
  EEXIST: "it is there already",
  EISDIR: "it is a directory",
  ELOOP: "its links lead round in a circle",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "it does not exist",
  ENOTDIR: "a part of its path is a file",
  ENOTEMPTY: "it is not empty",
  ENXIO: "nothing is behind it",
  EPERM: "it is not permitted",
  EXDEV: "it is on another disk",
};

/** What is wrong with the machine, so that another path may not help. */
const NO_ROOM: Readonly<Record<string, string>> = {
  EDQUOT: "the quota is used up",
  EFBIG: "it is too large",
  EIO: "the disk fails",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ENOSPC: "no space is left on the disk",
  EROFS: "the disk is read-only",
};

/** CLI101 or CLI109 for what the file system refuses. `shown` is how messages call the file. */
export function fileError(shown: string, use: Use, cause: unknown): CliError {
  const code = codeOf(cause) ?? "";
  const why = WRONG_PATH[code] ?? NO_ROOM[code] ?? thrownText(cause);
  const message = `${shown} cannot be ${use}: ${code === "" ? why : `${code}, ${why}`}`;
  return new CliError(code in NO_ROOM ? "CLI109" : "CLI101", message, { cause });
}

/** The same for an error that nobody caught where the file was at hand; undefined for one that is not about a file. */
export function uncaughtFileError(thrown: unknown): CliError | undefined {
  const code = codeOf(thrown);
  if (code === undefined || !(code in WRONG_PATH || code in NO_ROOM)) return undefined;
  const { path, dest, syscall } = thrown as NodeJS.ErrnoException & { readonly dest?: string };
  const shown = dest ?? path;
  return shown === undefined ? undefined : fileError(shown, READING.has(syscall ?? "") ? "read" : "written", thrown);
}

const READING: ReadonlySet<string> = new Set(["read", "scandir", "stat", "lstat", "readlink", "access"]);

/** Node's or the system's code of an error. */
export function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const code = Object.getOwnPropertyDescriptor(thrown, "code")?.value;
  return typeof code === "string" ? code : undefined;
}
