import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { onInterrupt } from "../interrupt.ts";
import { fileError } from "./file-error.ts";

export interface Scratch {
  readonly path: string;
  readonly remove: () => void;
}

/** What is not removed yet. */
const open = new Set<string>();
let listenNoMore: (() => void) | undefined;
const removeAll = () => open.forEach(remove);

function remove(path: string): void {
  open.delete(path);
  if (open.size === 0) {
    process.off("exit", removeAll);
    listenNoMore?.();
  }
  rmSync(path, { recursive: true, force: true });
}

/** A new folder in `parent`, closed to others. It is gone when it is removed, or else when the process ends. */
export function scratchFolder(parent: string, prefix: string): Scratch {
  if (open.size === 0) {
    process.on("exit", removeAll);
    listenNoMore = onInterrupt();
  }
  try {
    mkdirSync(parent, { recursive: true });
    const path = mkdtempSync(join(parent, prefix));
    open.add(path);
    return { path, remove: () => remove(path) };
  } catch (cause) {
    throw fileError(parent, "written", cause);
  }
}
