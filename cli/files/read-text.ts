import { readFileSync } from "node:fs";
import { fileError } from "./file-error.ts";

/** A file's text. CLI101 for one that cannot be read; `shown` is how the message calls it. */
export function readText(path: string, shown: string): string {
  return readBytes(path, shown).toString("utf8");
}

export function readBytes(path: string, shown: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw fileError(shown, "read", cause);
  }
}
