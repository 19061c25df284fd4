import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at, endsOf, type Graph, type Vertex } from "../ir/graph.ts";
import { listed } from "../ir/name.ts";
import type { FlowRule } from "./rule.ts";

/** DAG204: there is a capture node, and a way leads to it from every trigger. */
export const captureIsReached: FlowRule = ({ graph, subflow }) => {
  const { triggers } = graph;
  if (graph.capture === undefined) return [noCapture(graph)];
  const capture = graph.vertex(graph.capture);
  if (!capture) return [];
  if (triggers.length === 0) return subflow ? [] : [diagnostic("DAG204", "the flow has no trigger", at(graph))];
  const leading = leadingTo(capture, graph.vertices.length);
  return graph.vertices
    .filter(({ node, outbound, index }) => node.kind === "trigger" && outbound.length > 0 && !leading[index])
    .map(({ node }) => {
      const message = `no way leads from trigger ${node.alias} to the capture ${capture.node.alias}`;
      return diagnostic("DAG204", message, at(graph, { node: node.alias }));
    });
};

function noCapture(graph: Graph): Diagnostic {
  const ends = endsOf(graph.vertices);
  const message =
    ends.length === 0
      ? "the flow has no capture node, and no node that ends it"
      : `the flow names no capture node, and ends in ${listed(ends)}`;
  return diagnostic("DAG204", message, at(graph), "let `capture` name the node whose output is the result");
}

/** Marks `target` and everything that leads to it. */
export function leadingTo(target: Vertex, size: number): Uint8Array {
  const marked = new Uint8Array(size);
  const open = [target];
  marked[target.index] = 1;
  for (let next = open.pop(); next; next = open.pop()) {
    for (const { from } of next.inbound) {
      if (marked[from.index]) continue;
      marked[from.index] = 1;
      open.push(from);
    }
  }
  return marked;
}
