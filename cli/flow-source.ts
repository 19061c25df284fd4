import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { Flow } from "../kernel/author/definition.ts";
import { MAX_JSON_DEPTH } from "../kernel/json.ts";
import { nestedTooDeep } from "../triggers/json-depth.ts";
import { CliError } from "./cli-error.ts";
import { readText, textOf } from "./files/read-text.ts";
import { flowsOf } from "./flows-module.ts";
import type { Io } from "./io.ts";
import { loadModule } from "./load-module.ts";
import { thrownText } from "./thrown-text.ts";

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

/** Asked for first, as a failed import does not say whether this module is missing or one that it imports. */
function requireFile(path: string, file: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there && !there.isDirectory()) return;
  throw new CliError("CLI101", `${file} ${there ? "is a directory" : "does not exist"}`);
}

async function readSource(file: string, io: Io): Promise<FlowSource> {
  if (file === "-") return { file, flows: [], documents: documentsIn(textOf(await io.readStdin(), "stdin"), "stdin") };
  const path = resolve(io.cwd, file);
  requireFile(path, file);
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
  if (nestedTooDeep(text)) throw new CliError("CLI102", `${file} is nested deeper than ${MAX_JSON_DEPTH}`);
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
  const flows = await loadModule(path, file, flowsOf);
  if (flows.length === 0) throw new CliError("CLI103", `${file} exports no flow`);
  return flows;
}
