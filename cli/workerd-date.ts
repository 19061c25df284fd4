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
