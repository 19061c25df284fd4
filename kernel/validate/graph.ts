import type { Location } from "../errors/diagnostic.ts";
import type { FlowIr, IrEdge, IrNode } from "../ir/schema.ts";

/** A Flow IR with its look-ups: made once, used by every rule. */
export interface Graph {
  readonly ir: FlowIr;
  /** The first node of each alias. */
  readonly nodes: ReadonlyMap<string, IrNode>;
  /** Edges whose two ends exist, by source and by target, in document order. */
  readonly outbound: ReadonlyMap<string, readonly IrEdge[]>;
  readonly inbound: ReadonlyMap<string, readonly IrEdge[]>;
  readonly triggers: readonly IrNode[];
  /** The node whose output is the result: `capture`, or the only node with no way out. */
  readonly capture: string | undefined;
}

export function graphOf(ir: FlowIr): Graph {
  const nodes = new Map<string, IrNode>();
  for (const node of ir.nodes) if (!nodes.has(node.alias)) nodes.set(node.alias, node);
  const outbound = new Map<string, IrEdge[]>();
  const inbound = new Map<string, IrEdge[]>();
  for (const edge of ir.edges) {
    if (!nodes.has(edge.from) || !nodes.has(edge.to)) continue;
    append(outbound, edge.from, edge);
    append(inbound, edge.to, edge);
  }
  const triggers = ir.nodes.filter(({ kind }) => kind === "trigger");
  return { ir, nodes, outbound, inbound, triggers, capture: ir.capture ?? onlySink(ir, outbound) };
}

export function hasEdge(graph: Graph, from: string, to: string): boolean {
  const out = graph.outbound.get(from) ?? [];
  const into = graph.inbound.get(to) ?? [];
  return out.length < into.length ? out.some((edge) => edge.to === to) : into.some((edge) => edge.from === from);
}

/** A location in this flow. */
export function at(graph: Graph, place: Omit<Location, "flow"> = {}): Location {
  return { flow: graph.ir.name, ...place };
}

function append(index: Map<string, IrEdge[]>, alias: string, edge: IrEdge): void {
  const edges = index.get(alias);
  if (edges) edges.push(edge);
  else index.set(alias, [edge]);
}

function onlySink(ir: FlowIr, outbound: ReadonlyMap<string, readonly IrEdge[]>): string | undefined {
  const sinks = ir.nodes.filter(({ alias, kind }) => kind !== "trigger" && !outbound.has(alias));
  return sinks.length === 1 ? sinks[0]?.alias : undefined;
}
