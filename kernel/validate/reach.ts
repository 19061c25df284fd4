import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import type { IrEdge } from "../ir/schema.ts";
import { at, type Graph } from "./graph.ts";
import type { Rule } from "./rule.ts";

/** DAG204: there is a capture node, and a way leads to it from every trigger. */
export const captureIsReached: Rule = ({ graph, subflow }) => {
  const { capture, triggers } = graph;
  if (capture === undefined) return [noCapture(graph)];
  if (!graph.nodes.has(capture)) return [];
  if (triggers.length === 0) return subflow ? [] : [diagnostic("DAG204", "the flow has no trigger", at(graph))];
  const leading = sourcesOf(capture, graph.inbound);
  return triggers
    .filter(({ alias }) => graph.outbound.has(alias) && !leading.has(alias))
    .map(({ alias }) =>
      diagnostic("DAG204", `no way leads from trigger ${alias} to the capture ${capture}`, at(graph, { node: alias })),
    );
};

function noCapture(graph: Graph): Diagnostic {
  const ends = graph.ir.nodes.filter(({ alias, kind }) => kind !== "trigger" && !graph.outbound.has(alias));
  const message =
    ends.length === 0
      ? "the flow has no capture node, and no node that ends it"
      : `the flow names no capture node, and ends in ${ends.map(({ alias }) => alias).join(", ")}`;
  return diagnostic("DAG204", message, at(graph), "let `capture` name the node whose output is the result");
}

/** `alias` and everything that leads to it. */
function sourcesOf(alias: string, inbound: ReadonlyMap<string, readonly IrEdge[]>): ReadonlySet<string> {
  const found = new Set([alias]);
  const open = [alias];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { from } of inbound.get(next) ?? []) {
      if (found.has(from)) continue;
      found.add(from);
      open.push(from);
    }
  }
  return found;
}
