/** `npm run build`: the package as it is published, in dist/package; `npm pack ./dist/package` makes the tarball. */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { dashboardFiles } from "./dashboard-files.ts";
import { publishedManifest } from "./published-manifest.ts";

const root = join(import.meta.dirname, "..");
const out = join(root, "dist", "package");

rmSync(out, { recursive: true, force: true });
execFileSync(process.execPath, [compiler(), "-p", join(root, "tsconfig.build.json")], { stdio: "inherit" });

// TypeScript rewrites imports in what runs, but not in declarations (microsoft/TypeScript#61037).
for (const file of globSync("**/*.d.{ts,mts}", { cwd: out })) {
  const path = join(out, file);
  writeFileSync(path, readFileSync(path, "utf8").replaceAll(/(from |import\()"(\.{1,2}\/[^"]+)\.ts"/g, '$1"$2.js"'));
}
for (const file of ["README.md", "LICENSE", "CHANGELOG.md"].filter((name) => existsSync(join(root, name)))) {
  cpSync(join(root, file), join(out, file));
}
// What `flows init` writes is no module.
cpSync(join(root, "cli", "init", "template"), join(out, "cli", "init", "template"), { recursive: true });
// What a Worker serves the dashboard from: `directory` of its assets.
mkdirSync(join(out, "dashboard"));
for (const { name, bytes } of await dashboardFiles()) writeFileSync(join(out, "dashboard", name), bytes);
chmodSync(join(out, "cli", "flows.mjs"), 0o755);
const manifest = publishedManifest(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
writeFileSync(join(out, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);

function compiler(): string {
  return join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
}
