import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at } from "./graph.ts";
import type { Rule } from "./rule.ts";

/** DAG205: an alias stands for one node. */
export const aliasesAreUnique: Rule = ({ graph }) => {
  const seen = new Set<string>();
  const found: Diagnostic[] = [];
  for (const { alias, id } of graph.ir.nodes) {
    if (seen.has(alias))
      found.push(diagnostic("DAG205", `${alias} is also the alias of ${id}`, at(graph, { node: alias })));
    seen.add(alias);
  }
  return found;
};

/** DAG202: the capture is a node that runs something. */
export const captureExists: Rule = ({ graph }) => {
  const { capture } = graph.ir;
  if (capture === undefined) return [];
  const node = graph.nodes.get(capture);
  if (node && node.kind !== "trigger") return [];
  const message = node
    ? `the capture ${capture} is a trigger, which runs nothing`
    : `the capture ${capture} does not exist`;
  return [diagnostic("DAG202", message, at(graph), "let `capture` name the node whose output is the result")];
};

/** DAG206: every node can be reached. What lies behind such a node is not named again. */
export const nodesAreReachable: Rule = ({ graph, subflow }) => {
  if (subflow && graph.triggers.length === 0) return [];
  const targets = new Set(graph.ir.edges.map(({ to }) => to));
  return graph.ir.nodes
    .filter(({ alias, kind }) => kind !== "trigger" && !targets.has(alias))
    .map(({ alias }) =>
      diagnostic("DAG206", `nothing leads to ${alias}, so it never runs`, at(graph, { node: alias })),
    );
};
