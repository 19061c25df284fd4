import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at, type Graph } from "../ir/graph.ts";
import type { IrEdge } from "../ir/schema.ts";
import { type EdgeRule, type FlowRule, none } from "./rule.ts";

const onEdge = (graph: Graph, { from, to }: IrEdge) => at(graph, { edge: { from, to } });

/** DAG202: both ends exist, and the target is not a trigger. */
export const edgeEndsExist: FlowRule = ({ graph }) => [
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
export const edgeSchemasAgree: EdgeRule = (
  { edge, from: { node: source }, to: { node: target } },
  { graph, bodies },
) => {
  const gives = source.out_schema;
  const takes = target.in_schema;
  if (edge.on === "failure" || edge.gate) return none;
  if (gives.kind !== "named" || takes.kind !== "named" || gives.name === takes.name) return none;
  // A join's input, and what leads into and out of the body of a for_each, is made of values of these schemas.
  if (target.join === "all" || bodies.has(edge.from) || bodies.has(edge.to)) return none;
  return [
    diagnostic("DAG201", `${edge.from} gives ${gives.name}, but ${edge.to} takes ${takes.name}`, onEdge(graph, edge)),
  ];
};

/** CTRL101, CTRL102: numbers of an edge are above 0. */
export const edgeBoundsAreAboveZero: EdgeRule = ({ edge }, { graph }) => {
  const { timeout_ms, buffer } = edge;
  if (timeout_ms == null && buffer.max_items == null && buffer.spill_threshold_bytes == null) return none;
  const findings: Diagnostic[] = [];
  if (timeout_ms != null && timeout_ms <= 0) {
    findings.push(diagnostic("CTRL101", `timeout_ms is ${timeout_ms}`, onEdge(graph, edge)));
  }
  for (const field of ["max_items", "spill_threshold_bytes"] as const) {
    const size = buffer[field];
    if (size == null || size > 0) continue;
    findings.push(diagnostic("CTRL102", `buffer.${field} is ${size}`, onEdge(graph, edge)));
  }
  return findings;
};
