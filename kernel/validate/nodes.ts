import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at } from "../ir/graph.ts";
import { type FlowRule, type NodeRule, none } from "./rule.ts";

/** DAG205: an alias stands for one node. */
export const aliasesAreUnique: FlowRule = ({ graph }) => {
  if (graph.vertices.length === graph.ir.nodes.length) return [];
  const seen = new Set<string>();
  const found: Diagnostic[] = [];
  for (const { alias } of graph.ir.nodes) {
    if (seen.has(alias)) found.push(diagnostic("DAG205", `two nodes are called ${alias}`, at(graph, { node: alias })));
    seen.add(alias);
  }
  return found;
};

/** DAG202: the capture is a node that runs something. */
export const captureExists: FlowRule = ({ graph }) => {
  const { capture } = graph.ir;
  if (capture === undefined) return [];
  const node = graph.nodes.get(capture);
  if (node && node.kind !== "trigger") return [];
  const problem = node ? "is a trigger, which runs nothing" : "does not exist";
  const fix = "let `capture` name the node whose output is the result";
  return [diagnostic("DAG202", `the capture ${capture} ${problem}`, at(graph), fix)];
};

/** DAG206: every node can be reached. What lies behind such a node is not named again. */
export const nodesAreReachable: NodeRule = ({ node: { alias, kind }, inbound }, { graph, subflow, misled }) => {
  if (inbound.length > 0 || kind === "trigger" || (subflow && graph.triggers.length === 0)) return none;
  if (misled.has(alias)) return none;
  return [diagnostic("DAG206", `nothing leads to ${alias}, so it never runs`, at(graph, { node: alias }))];
};
