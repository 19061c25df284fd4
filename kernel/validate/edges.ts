import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import type { IrEdge } from "../ir/schema.ts";
import { surfaces } from "../surfaces/index.ts";
import { at, type Graph } from "./graph.ts";
import type { Rule } from "./rule.ts";

const onEdge = (graph: Graph, { from, to }: IrEdge) => at(graph, { edge: { from, to } });

/** DAG202: both ends exist, and the target is not a trigger. */
export const edgeEndsExist: Rule = ({ graph }) =>
  graph.ir.edges.flatMap((edge) =>
    endProblems(edge, graph).map((message) => diagnostic("DAG202", message, onEdge(graph, edge))),
  );

function endProblems({ from, to }: IrEdge, { nodes }: Graph): readonly string[] {
  const unknown = [...new Set([from, to])].filter((alias) => !nodes.has(alias));
  if (unknown.length > 0) return unknown.map((alias) => `no node is called ${alias}`);
  return nodes.get(to)?.kind === "trigger" ? [`${to} is a trigger; only events lead to it`] : [];
}

/** DAG201: where both ends name their schema, it is the same one. */
export const edgeSchemasAgree: Rule = ({ graph }) => {
  const bodies = bodiesOf(graph);
  return graph.ir.edges.flatMap((edge) => {
    const source = graph.nodes.get(edge.from);
    const target = graph.nodes.get(edge.to);
    if (source?.out_schema.kind !== "named" || target?.in_schema.kind !== "named") return [];
    if (target.join === "all" || bodies.has(edge.from) || bodies.has(edge.to)) return [];
    const gives = source.out_schema.name;
    const takes = target.in_schema.name;
    if (gives === takes) return [];
    return [diagnostic("DAG201", `${edge.from} gives ${gives}, but ${edge.to} takes ${takes}`, onEdge(graph, edge))];
  });
};

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
