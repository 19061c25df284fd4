import { createRequire } from "node:module";
import { join } from "node:path";

/** Release of the workerd that a project's wrangler brings along; undefined where wrangler is not installed. */
export function workerdDate(directory: string): string | undefined {
  try {
    const fromWrangler = createRequire(createRequire(join(directory, "package.json")).resolve("wrangler"));
    const { compatibilityDate } = fromWrangler("workerd");
    return typeof compatibilityDate === "string" ? compatibilityDate : undefined;
  } catch {
    return undefined;
  }
}

/** Where the installed workerd does not say which date it takes. */
const KNOWN_DATE = "2026-10-23";

/** For a Worker that has none yet. */
export function compatibilityDate(directory: string): string {
  return workerdDate(directory) ?? KNOWN_DATE;
}
