import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Bundles a Worker of the repository into one module; the path is from the repository's root. */
export async function bundle(entry: string, folder: string): Promise<{ readonly file: string }> {
  const file = join(folder, "bundled", `${basename(entry, ".ts")}.js`);
  await build({
    entryPoints: [fileURLToPath(import.meta.resolve(`../../${entry}`))],
    outfile: file,
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    mainFields: ["browser", "module", "main"],
    external: ["cloudflare:*"],
    logLevel: "silent",
  });
  return { file };
}
