import { keyOf } from "../ir/graph.ts";
import type { IrEdge, IrNode } from "../ir/schema.ts";
import type { Join } from "./plan.ts";

/** A join, and the slot of each edge that leads into it. */
export interface JoinPlan {
  readonly join: Join;
  readonly slots: ReadonlyMap<IrEdge, number>;
}

/** How the edges into a node make its input; undefined where any one of them delivers it. */
export function joinOf(node: IrNode, inbound: readonly IrEdge[]): JoinPlan | undefined {
  const gates = inbound.filter(({ gate }) => gate);
  if (node.join !== "all" && gates.length === 0) return undefined;
  const single = node.join !== "all";
  const values = inbound.filter(({ gate }) => !gate);
  const keys = single ? [""] : [...new Set(values.map(keyOf))];
  const gateKeys = [...new Set(gates.map(({ as, from }) => as ?? from))];
  const slots = new Map<IrEdge, number>([
    ...values.map((edge) => [edge, single ? 0 : keys.indexOf(keyOf(edge))] as const),
    ...gates.map((edge) => [edge, keys.length + gateKeys.indexOf(edge.as ?? edge.from)] as const),
  ]);
  const needed = single ? [0] : keys.flatMap((key, slot) => (node.needs?.includes(key) ? [slot] : []));
  const needs = [...needed, ...gateKeys.map((_, index) => keys.length + index)];
  return { join: { keys, slots: keys.length + gateKeys.length, needs, single }, slots };
}
