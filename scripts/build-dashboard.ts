/** `npm run build:dashboard`: writes what the wrangler file serves the dashboard from. */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dashboardFiles } from "./dashboard-files.ts";

const out = join(import.meta.dirname, "..", "dist", "dashboard");
await mkdir(out, { recursive: true });
for (const { name, bytes } of await dashboardFiles()) {
  const path = join(out, name);
  const before = await readFile(path).catch(() => undefined);
  // Servers watch the folder: what has not changed is left alone, and what has is never seen half written.
  if (before?.equals(bytes)) continue;
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, bytes);
  await rename(fresh, path);
}
