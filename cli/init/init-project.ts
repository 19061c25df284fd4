import { globSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "../cli-error.ts";
import { fileError } from "../files/file-error.ts";
import { readText } from "../files/read-text.ts";
import { parseJson } from "../flow-source.ts";
import { addFiles } from "./add-files.ts";

const TEMPLATE = join(import.meta.dirname, "template");
/** What a folder may hold already: `npm install flowgate` has been there, or git. */
const WELCOME = new Set([".git", ".gitignore", "node_modules", "package.json", "package-lock.json"]);
const MANIFEST = "package.json";

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
  const there = namesIn(path, shown);
  const files = new Map(templateFiles(options));
  if (there.includes(MANIFEST)) {
    const text = readText(join(path, MANIFEST), `${shown}/${MANIFEST}`);
    const own: unknown = JSON.parse(files.get(MANIFEST) ?? "{}");
    const grown = { ...merged(own as Tree, manifestIn(text, `${shown}/${MANIFEST}`)), type: "module" };
    files.set(MANIFEST, `${JSON.stringify(grown, null, 2)}\n`);
  }
  if (there.includes(".gitignore")) files.delete(".gitignore");
  addFiles(path, shown, files);
  return [...files.keys()].sort();
}

/** Of what the folder holds. Refuses one that holds anything that a project of its own might need. */
function namesIn(path: string, shown: string): readonly string[] {
  const folder = statSync(path, { throwIfNoEntry: false });
  if (!folder) return [];
  if (!folder.isDirectory()) throw occupied(`${shown} is a file`);
  const names = listed(path, shown);
  const other = names.find((name) => !WELCOME.has(name));
  if (other !== undefined) throw occupied(`${shown} is not empty: it has ${other}`);
  const manifest = names.includes(MANIFEST) && lstatSync(join(path, MANIFEST));
  if (manifest && !manifest.isFile())
    throw occupied(`${shown}/${MANIFEST} is no file of its own, but a link or folder`);
  return names;
}

function listed(path: string, shown: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (cause) {
    throw fileError(shown, "read", cause);
  }
}

const occupied = (message: string) =>
  new CliError("CLI105", message, { next: "choose another directory: flows init DIR" });

function manifestIn(text: string, shown: string): Tree {
  const manifest = parseJson(text, shown);
  if (isTree(manifest)) return manifest;
  throw new CliError("CLI102", `${shown} is not an object`);
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

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

/** What is there wins, member by member; what is missing comes along. */
function merged(ours: Tree, theirs: Tree): Tree {
  const members = Object.entries(theirs).map(([key, value]) => {
    const own = Object.hasOwn(ours, key) ? ours[key] : undefined;
    return [key, isTree(own) && isTree(value) ? merged(own, value) : value];
  });
  return { ...ours, ...Object.fromEntries(members) };
}
