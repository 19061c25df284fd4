import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CliError } from "../cli-error.ts";
import { parseJson } from "../flow-source.ts";

const TEMPLATE = join(import.meta.dirname, "template");
/** What a folder may hold already: `npm install flowgate` has been there, or git. */
const WELCOME = new Set([".git", ".gitignore", "node_modules", "package.json", "package-lock.json"]);

export interface InitOptions {
  /** Absolute, and as messages call it. */
  readonly path: string;
  readonly shown: string;
  readonly name: string;
  /** Of flowgate. */
  readonly version: string;
}

/** Writes a new project; nothing where there is anything that it might spoil. Gives the names of its files. */
export function initProject(options: InitOptions): readonly string[] {
  const { path, shown } = options;
  refuseOccupied(path, shown);
  const files = new Map(templateFiles(options));
  const manifest = join(path, "package.json");
  if (existsSync(manifest)) {
    const there = parseJson(readFileSync(manifest, "utf8"), `${shown}/package.json`);
    const grown = { ...merged(JSON.parse(files.get("package.json") ?? "{}"), there), type: "module" };
    files.set("package.json", `${JSON.stringify(grown, null, 2)}\n`);
  }
  if (existsSync(join(path, ".gitignore"))) files.delete(".gitignore");
  for (const [name, text] of files) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return [...files.keys()].sort();
}

function refuseOccupied(path: string, shown: string): void {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) throw new CliError("CLI105", `${shown} is a file`);
  const other = readdirSync(path).find((name) => !WELCOME.has(name));
  if (other === undefined) return;
  throw new CliError("CLI105", `${shown} is not empty: it has ${other}`, {
    next: "choose another directory: flows init DIR",
  });
}

/** Files whose names mean something to tools, or that npm leaves out of a package, have a `_` before them. */
function templateFiles({ name, version }: InitOptions): readonly (readonly [string, string])[] {
  const paths = globSync("**/*", { cwd: TEMPLATE }).filter((path) => statSync(join(TEMPLATE, path)).isFile());
  const words: Readonly<Record<string, string>> = { name, version, dataset: name.replaceAll("-", "_") };
  return paths.sort().map((path) => {
    const text = readFileSync(join(TEMPLATE, path), "utf8");
    const filled = text.replaceAll(/\{\{(\w+)\}\}/g, (whole, word: string) => words[word] ?? whole);
    return [targetOf(path), filled];
  });
}

function targetOf(path: string): string {
  if (path === "_gitignore") return ".gitignore";
  return path.replace(/^_/, "");
}

type Tree = Readonly<Record<string, unknown>>;

/** What is there wins, member by member; what is missing comes along. */
function merged(ours: Tree, theirs: unknown): Tree {
  if (typeof theirs !== "object" || theirs === null) return ours;
  const members = Object.entries(theirs).map(([key, value]) => {
    const own = ours[key];
    const both = typeof own === "object" && own !== null && typeof value === "object" && value !== null;
    return [key, both ? merged(own as Tree, value) : value];
  });
  return { ...ours, ...Object.fromEntries(members) };
}
