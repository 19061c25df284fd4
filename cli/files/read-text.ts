import { readFileSync } from "node:fs";
import { fileError } from "./file-error.ts";

/** A file's text. CLI101 for one that cannot be read; `shown` is how the message calls it. */
export function readText(path: string, shown: string): string {
  return textOf(readBytes(path, shown), shown);
}

export function readBytes(path: string, shown: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw fileError(shown, "read", cause);
  }
}

/** Bytes as text. CLI101 where they are more than a text may have. */
export function textOf(bytes: Buffer, shown: string): string {
  try {
    return bytes.toString("utf8");
  } catch (cause) {
    throw fileError(shown, "read", cause);
  }
}
