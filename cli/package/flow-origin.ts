import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Flow } from "../../kernel/author/definition.ts";
import { CliError } from "../cli-error.ts";

/** Where the code of a flow is: a module, and the name that it exports the flow by. */
export interface FlowOrigin {
  readonly flow: Flow;
  /** Absolute. */
  readonly module: string;
  readonly name: string;
}

const IMPORT = /(?:from|import)\s*["'](\.{1,2}\/[^"']+)["']/g;

/**
 * Finds the module that itself makes a flow: behind one that only gathers flows of others, so that a Worker with some of
 * them does not carry all. Loads modules, which were loaded before.
 */
export async function flowOrigin(flow: Flow, path: string): Promise<FlowOrigin> {
  let found: FlowOrigin | undefined;
  const open = [path];
  const seen = new Set(open);
  for (let module = open.shift(); module !== undefined; module = open.shift()) {
    const name = await exportedName(flow, module);
    if (name !== undefined) found = { flow, module, name };
    for (const next of importedBy(module)) {
      if (!seen.has(next)) open.push(next);
      seen.add(next);
    }
  }
  if (found) return found;
  throw new CliError("CLI103", `flow ${flow.name} is exported only inside a list`, {
    next: "export it by a name of its own, as `export const ...`",
  });
}

async function exportedName(flow: Flow, module: string): Promise<string | undefined> {
  const exported: Readonly<Record<string, unknown>> = await import(pathToFileURL(module).href);
  return Object.keys(exported).find((name) => exported[name] === flow);
}

/** Relative imports of TypeScript and JavaScript, read from the text: those of types come along and export no flow. */
function importedBy(module: string): readonly string[] {
  const paths = [...readFileSync(module, "utf8").matchAll(IMPORT)].map(([, to = ""]) => resolve(dirname(module), to));
  return paths.filter((path) => /\.[cm]?[jt]s$/.test(path) && existsSync(path));
}
