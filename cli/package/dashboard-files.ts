import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
/** In the package, and in the repository once it was built. */
const PLACES = [join(root, "dashboard"), join(root, "dist", "dashboard")];

/** The dashboard's files as a Worker serves them, by their path in its folder; none where they were not built. */
export function dashboardFiles(): ReadonlyMap<string, string> {
  const place = PLACES.find((path) => existsSync(join(path, "app.js")));
  const names = place === undefined ? [] : readdirSync(place).filter((name) => /\.(?:html|js|css)$/.test(name));
  return new Map(names.sort().map((name) => [`dashboard/${name}`, readFileSync(join(place ?? "", name), "utf8")]));
}
