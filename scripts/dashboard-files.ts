import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";

export interface DashboardFile {
  /** As the gateway serves it, under `/_flow/assets/`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const folder = join(import.meta.dirname, "..", "dashboard");
const PAGES = ["index.html", "sign-in.html"];
/** The oldest browsers that have all the CSS that app.css uses. */
const TARGET = ["chrome123", "firefox121", "safari17.5"];

/** The dashboard as it is served: pages as they are, scripts and styles bundled. */
export async function dashboardFiles(): Promise<readonly DashboardFile[]> {
  const { outputFiles } = await build({
    entryPoints: [
      { in: join(folder, "src", "app.ts"), out: "app" },
      { in: join(folder, "src", "sign-in.ts"), out: "sign-in" },
      { in: join(folder, "app.css"), out: "app" },
    ],
    outdir: folder,
    write: false,
    bundle: true,
    minify: true,
    format: "iife",
    target: TARGET,
    // Licences stay with what they are about.
    legalComments: "inline",
    logLevel: "warning",
  });
  const built = outputFiles.map(({ path, contents }) => ({ name: basename(path), bytes: contents }));
  const pages = PAGES.map(async (name) => ({ name, bytes: new Uint8Array(await readFile(join(folder, name))) }));
  return [...(await Promise.all(pages)), ...built];
}
