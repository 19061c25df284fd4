import { diagnostic } from "../errors/diagnostic.ts";
import { at } from "./graph.ts";
import type { Rule } from "./rule.ts";

/** A longer path is shown by its two ends. */
const MAX_SHOWN = 20;

/** DAG200: no cycles. */
export const flowIsAcyclic: Rule = ({ graph, walk }) =>
  walk.cycles.map((cycle) =>
    diagnostic("DAG200", `the flow has a cycle: ${pathOf(cycle)}`, at(graph, { edge: closing(cycle) })),
  );

function pathOf(cycle: readonly string[]): string {
  const shown =
    cycle.length <= MAX_SHOWN
      ? cycle
      : [...cycle.slice(0, MAX_SHOWN / 2), `(${cycle.length - MAX_SHOWN} more)`, ...cycle.slice(-MAX_SHOWN / 2)];
  return [...shown, ...cycle.slice(0, 1)].join(" -> ");
}

function closing(cycle: readonly string[]): { readonly from: string; readonly to: string } {
  return { from: cycle.at(-1) ?? "", to: cycle[0] ?? "" };
}
