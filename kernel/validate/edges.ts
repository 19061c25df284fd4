import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import type { IrEdge } from "../ir/schema.ts";
import { surfaces } from "../surfaces/index.ts";
import { at, type Graph, type Link } from "./graph.ts";
import type { Rule } from "./rule.ts";

const onEdge = (graph: Graph, { from, to }: IrEdge) => at(graph, { edge: { from, to } });

/** DAG202: both ends exist, and the target is not a trigger. */
export const edgeEndsExist: Rule = ({ graph }) => [
  ...graph.dangling.flatMap((edge) =>
    [...new Set([edge.from, edge.to])]
      .filter((alias) => !graph.nodes.has(alias))
      .map((alias) => diagnostic("DAG202", `no node is called ${alias}`, onEdge(graph, edge))),
  ),
  ...graph.links
    .filter(({ to }) => to.node.kind === "trigger")
    .map(({ edge }) => diagnostic("DAG202", `${edge.to} is a trigger; only events lead to it`, onEdge(graph, edge))),
];

/** DAG201: where both ends name their schema, it is the same one. */
export const edgeSchemasAgree: Rule = ({ graph }) => {
  const bodies = bodiesOf(graph);
  return graph.links
    .filter(({ edge }) => !(bodies.has(edge.from) || bodies.has(edge.to)))
    .flatMap((link) => {
      const problem = schemaProblem(link);
      return problem === undefined ? [] : [diagnostic("DAG201", problem, onEdge(graph, link.edge))];
    });
};

function schemaProblem({ from: { node: source }, to: { node: target } }: Link): string | undefined {
  const gives = source.out_schema;
  const takes = target.in_schema;
  if (gives.kind !== "named" || takes.kind !== "named" || target.join === "all") return undefined;
  if (gives.name === takes.name) return undefined;
  return `${source.alias} gives ${gives.name}, but ${target.alias} takes ${takes.name}`;
}

/** Nodes whose edges carry lists of what they themselves take and give. */
function bodiesOf(graph: Graph): ReadonlySet<string | undefined> {
  const kinds = new Map(surfaces.map((surface) => [surface.kind, surface]));
  return new Set(graph.ir.control_surfaces.map((surface) => kinds.get(surface.kind)?.body?.(surface)));
}

/** CTRL101, CTRL102: numbers of an edge are above 0. */
export const edgeBoundsAreAboveZero: Rule = ({ graph }) =>
  graph.ir.edges.flatMap((edge): readonly Diagnostic[] => {
    const { timeout_ms, buffer } = edge;
    const findings: Diagnostic[] = [];
    if (timeout_ms != null && timeout_ms <= 0) {
      findings.push(diagnostic("CTRL101", `timeout_ms is ${timeout_ms}`, onEdge(graph, edge)));
    }
    for (const field of ["max_items", "spill_threshold_bytes"] as const) {
      const size = buffer[field];
      if (size === undefined || size > 0) continue;
      findings.push(diagnostic("CTRL102", `buffer.${field} is ${size}`, onEdge(graph, edge)));
    }
    return findings;
  });
