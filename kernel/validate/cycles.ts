import { diagnostic } from "../errors/diagnostic.ts";
import { at } from "../ir/graph.ts";
import type { FlowRule } from "./rule.ts";
import type { Cycle } from "./walk.ts";

/** DAG200: no cycles. One finding for each edge that closes one. */
export const flowIsAcyclic: FlowRule = ({ graph, walk }) =>
  walk.cycles.map((cycle) => {
    const path = [...cycle.first, ...cycle.last];
    const edge = { from: path.at(-1) as string, to: path[0] as string };
    return diagnostic("DAG200", `the flow has a cycle: ${pathOf(cycle)}`, at(graph, { edge }));
  });

function pathOf({ first, hidden, last }: Cycle): string {
  const middle = hidden > 0 ? [`(${hidden} more)`] : [];
  return [...first, ...middle, ...last, first[0]].join(" -> ");
}
