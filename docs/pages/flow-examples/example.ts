import type { Code } from "../../../kernel/errors/codes.ts";
import type { Diagnostic } from "../../../kernel/errors/diagnostic.ts";
import type { FlowIr } from "../../../kernel/ir/schema.ts";
import { parseFlowIr } from "../../../kernel/validate/parse.ts";
import { validate } from "../../../kernel/validate/validate.ts";
import { exampleCatalog, exampleEdge, exampleFlows, exampleNode } from "./flows.ts";

/** What raises a code, and the nearest that does not. */
export interface Example {
  readonly code: Code;
  readonly flow: keyof typeof exampleFlows;
  readonly wrong: Fragment;
  readonly right: Fragment;
}

/**
 * Fields to change: of nodes found by alias, edges by their ends, surfaces by id. What is not found is added. Loosely
 * typed, as it may be wrong on purpose.
 */
export interface Fragment extends Fields {
  readonly nodes?: readonly Fields[];
  readonly edges?: readonly Fields[];
  readonly control_surfaces?: readonly Fields[];
}

type Fields = Readonly<Record<string, unknown>>;

/** The document with a fragment put over it. */
export function patched(ir: FlowIr, { nodes = [], edges = [], control_surfaces = [], ...rest }: Fragment): unknown {
  const blankNode = ({ alias }: Fields) => exampleNode(String(alias));
  const blankEdge = ({ from, to }: Fields) => exampleEdge(String(from), String(to));
  return {
    ...ir,
    ...rest,
    nodes: over(ir.nodes, nodes, ["alias"], blankNode),
    edges: over(ir.edges, edges, ["from", "to"], blankEdge),
    control_surfaces: over(ir.control_surfaces, control_surfaces, ["id"], () => ({})),
  };
}

/** The flow of an example, with one of its fragments. */
export function exampleDocument({ flow }: Example, fragment: Fragment): unknown {
  return patched(exampleFlows[flow], fragment);
}

/** What a fragment has twice is changed the first time and added the second. */
function over(
  parts: readonly Fields[],
  changes: readonly Fields[],
  keys: readonly string[],
  blank: (change: Fields) => Fields,
): readonly Fields[] {
  const name = (part: Fields) => keys.map((key) => String(part[key])).join(" ");
  const all = [...parts];
  const changed = new Set<string>();
  for (const change of changes) {
    const index = changed.has(name(change)) ? -1 : all.findIndex((part) => name(part) === name(change));
    changed.add(name(change));
    if (index < 0) all.push({ ...blank(change), ...change });
    else all[index] = { ...all[index], ...change };
  }
  return all;
}

/** What is said of a document, whether it can be read or not. */
export function findings(document: unknown): readonly Diagnostic[] {
  const parsed = parseFlowIr(document);
  return parsed.ok ? validate(parsed.value, exampleCatalog) : parsed.failure;
}
