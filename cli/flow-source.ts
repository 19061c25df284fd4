import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Flow } from "../kernel/author/definition.ts";
import { CliError } from "./cli-error.ts";
import { readText } from "./files/read-text.ts";
import { flowsOf } from "./flows-module.ts";
import type { Io } from "./io.ts";
import { thrownText } from "./thrown.ts";

/** What one file on the command line holds: flows that can run, or documents that may be Flow IR. */
export interface FlowSource {
  /** As it was named; `-` is stdin. */
  readonly file: string;
  readonly flows: readonly Flow[];
  readonly documents: readonly unknown[];
}

const MODULE = /\.[cm]?[jt]s$/;
/** Where flows are looked for when no file is named, after `flowgate.flows` of package.json. */
const PLACES = ["src/flows.ts", "src/flows/index.ts", "flows.ts", "flows/index.ts"];

/** Reads the files; without any, the project's own module of flows. Rejects with a `CliError`. */
export async function readSources(files: readonly string[], io: Io): Promise<readonly FlowSource[]> {
  const sources: FlowSource[] = [];
  for (const file of files.length > 0 ? files : [defaultFile(io.cwd)]) sources.push(await readSource(file, io));
  return sources;
}

/** The flows of the files that can run: modules only. */
export async function readFlows(files: readonly string[], io: Io): Promise<readonly Flow[]> {
  const sources = await readSources(files, io);
  const document = sources.find(({ documents }) => documents.length > 0);
  if (!document) return sources.flatMap(({ flows }) => flows);
  throw new CliError("CLI103", `${document.file} is Flow IR, which has no code`, {
    next: "name the module of the flow",
  });
}

async function readSource(file: string, io: Io): Promise<FlowSource> {
  if (file === "-") return { file, flows: [], documents: documentsIn(await io.readStdin(), "stdin") };
  const path = resolve(io.cwd, file);
  if (MODULE.test(path)) return { file, flows: await flowsIn(path, file), documents: [] };
  return { file, flows: [], documents: documentsIn(readText(path, file), file) };
}

/** The module that holds a project's flows: package.json's `flowgate.flows`, or a usual place. */
export function defaultFile(cwd: string): string {
  const named = namedInPackage(cwd);
  const found = named ?? PLACES.find((place) => existsSync(resolve(cwd, place)));
  if (found !== undefined) return found;
  throw new CliError("CLI101", `no file is named, and there is no ${PLACES[0]}`, {
    next: 'name the module of your flows, or set "flowgate": { "flows": "FILE" } in package.json',
  });
}

function namedInPackage(cwd: string): string | undefined {
  const path = resolve(cwd, "package.json");
  if (!existsSync(path)) return undefined;
  const { flowgate } = parseJson(readText(path, "package.json"), "package.json") as { flowgate?: { flows?: unknown } };
  return typeof flowgate?.flows === "string" ? flowgate.flows : undefined;
}

function documentsIn(text: string, file: string): readonly unknown[] {
  const parsed = parseJson(text, file);
  const documents: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (documents.length === 0) throw new CliError("CLI103", `${file} holds no flow`);
  return documents;
}

export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new CliError("CLI102", `${file} is not JSON: ${thrownText(cause)}`, { cause });
  }
}

async function flowsIn(path: string, file: string): Promise<readonly Flow[]> {
  // Asked for here, as a failed import does not say whether this module is missing or one that it imports.
  readText(path, file);
  const flows = flowsOf(await importModule(path, file));
  if (flows.length === 0) throw new CliError("CLI103", `${file} exports no flow`);
  return flows;
}

async function importModule(path: string, file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (cause) {
    throw new CliError("CLI102", `${file} cannot be loaded: ${thrownText(cause)}${placeOf(cause)}`, {
      cause,
      ...nextOf(cause),
    });
  }
}

/** The first place outside of Node's own modules that the stack names. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const [, url, line] = /(file:\/\/[^\s:]+):(\d+)/.exec(error.stack ?? "") ?? [];
  return url === undefined ? "" : ` (${fileURLToPath(url)}:${line})`;
}

function nextOf(error: unknown): { readonly next?: string } {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_UNSUPPORTED_ESM_URL_SCHEME") {
    return { next: "flows load in plain Node: import `cloudflare:*` only in the Worker's entry point" };
  }
  if (code === "ERR_MODULE_NOT_FOUND") return { next: "install what it imports, or correct the path" };
  return {};
}
