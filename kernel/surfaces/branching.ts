import type { Code } from "../errors/codes.ts";
import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at, type Graph, hasEdge } from "../ir/graph.ts";
import type { IrSurface } from "../ir/schema.ts";
import { namedIn, targetFindings, unique, unknownFindings } from "./config.ts";
import type { Setting } from "./surface.ts";

/** One node is branched by one surface. */
export const setsBranching: Setting = { what: "branching", of: namedIn("source") };

interface Branching {
  readonly source: string;
  readonly branches: readonly string[];
}

interface BranchingCodes {
  readonly config: Code;
  readonly edge: Code;
}

/** What `if` and `switch` check alike: the source is a node, and an edge leads from it to each branch. */
export function branchingFindings(
  surface: IrSurface,
  graph: Graph,
  { source, branches }: Branching,
  codes: BranchingCodes,
): readonly Diagnostic[] {
  const named = [source, ...branches];
  const branched = new Set(branches);
  const others = surface.targets.filter((alias) => !branched.has(alias));
  const missing = graph.vertex(source) ? branches.filter((branch) => !hasEdge(graph, source, branch)) : [];
  return [
    ...targetFindings(surface, graph, named, codes.config),
    ...unknownFindings(surface, graph, [source, ...others], codes.config),
    ...unique(missing).map((to) => missingEdge(surface, graph, { from: source, to }, codes.edge)),
  ];
}

export function missingEdge(
  surface: IrSurface,
  graph: Graph,
  edge: { readonly from: string; readonly to: string },
  code: Code,
): Diagnostic {
  const message = graph.nodes.has(edge.to)
    ? `no edge leads from ${edge.from} to ${edge.to}`
    : `no edge leads from ${edge.from} to ${edge.to}, and no node is called that`;
  return diagnostic(code, message, at(graph, { surface: surface.id, edge }));
}
