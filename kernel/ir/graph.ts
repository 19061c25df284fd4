import type { Location } from "../errors/diagnostic.ts";
import type { FlowIr, IrEdge, IrNode } from "./schema.ts";

/** A Flow IR with its look-ups: made once, used by every rule. */
export interface Graph {
  readonly ir: FlowIr;
  /** One per alias, the first where an alias stands twice, in document order. */
  readonly vertices: readonly Vertex[];
  readonly vertex: (alias: string) => Vertex | undefined;
  /** The first node of each alias. */
  readonly nodes: Lookup<IrNode>;
  /** Edges whose two ends exist, by source and by target, in document order. None is undefined. */
  readonly outbound: Lookup<readonly IrEdge[]>;
  readonly inbound: Lookup<readonly IrEdge[]>;
  /** Edges whose two ends exist, and those of which an end does not, in document order. */
  readonly links: readonly Link[];
  readonly dangling: readonly IrEdge[];
  readonly triggers: readonly IrNode[];
  /** The node whose output is the result: `capture`, or the only node with no way out. */
  readonly capture: string | undefined;
}

export interface Lookup<Value> {
  readonly get: (alias: string) => Value | undefined;
  readonly has: (alias: string) => boolean;
}

/** A node with its edges, so that a walk follows links instead of looking up aliases. */
export interface Vertex {
  /** Place in `vertices`. */
  readonly index: number;
  readonly node: IrNode;
  readonly outbound: readonly Link[];
  readonly inbound: readonly Link[];
}

export interface Link {
  readonly edge: IrEdge;
  readonly from: Vertex;
  readonly to: Vertex;
}

interface OpenVertex extends Vertex {
  outbound: Link[];
  inbound: Link[];
}

interface OpenLink extends Link {
  readonly from: OpenVertex;
  readonly to: OpenVertex;
}

export function graphOf(ir: FlowIr): Graph {
  const index = new Map<string, OpenVertex>();
  for (const node of ir.nodes) {
    if (!index.has(node.alias))
      index.set(node.alias, { index: index.size, node, outbound: NO_LINKS, inbound: NO_LINKS });
  }
  const links: Link[] = [];
  const dangling: IrEdge[] = [];
  for (const edge of ir.edges) {
    const from = index.get(edge.from);
    const to = index.get(edge.to);
    if (from && to) links.push(joined({ edge, from, to }));
    else dangling.push(edge);
  }
  const vertices = [...index.values()];
  const vertex = (alias: string) => index.get(alias);
  return {
    ir,
    vertices,
    links,
    dangling,
    vertex,
    nodes: lookup(vertex, ({ node }) => node),
    outbound: lookup(vertex, ({ outbound }) => edgesOf(outbound)),
    inbound: lookup(vertex, ({ inbound }) => edgesOf(inbound)),
    triggers: ir.nodes.filter(({ kind }) => kind === "trigger"),
    capture: ir.capture ?? onlyEnd(vertices),
  };
}

/** Never pushed to. Most nodes have one link in and one out, for which an empty list would grow far too long. */
const NO_LINKS: Link[] = [];

function joined(link: OpenLink): Link {
  const { from, to } = link;
  if (from.outbound === NO_LINKS) from.outbound = [link];
  else from.outbound.push(link);
  if (to.inbound === NO_LINKS) to.inbound = [link];
  else to.inbound.push(link);
  return link;
}

function lookup<Value>(
  vertex: (alias: string) => Vertex | undefined,
  read: (vertex: Vertex) => Value | undefined,
): Lookup<Value> {
  const get = (alias: string) => {
    const found = vertex(alias);
    return found && read(found);
  };
  return { get, has: (alias) => get(alias) !== undefined };
}

function edgesOf(links: readonly Link[]): readonly IrEdge[] | undefined {
  return links.length > 0 ? links.map(({ edge }) => edge) : undefined;
}

/** Nodes that nothing follows. */
export function endsOf(vertices: readonly Vertex[]): readonly string[] {
  return vertices
    .filter(({ node, outbound }) => node.kind !== "trigger" && outbound.length === 0)
    .map(({ node }) => node.alias);
}

function onlyEnd(vertices: readonly Vertex[]): string | undefined {
  const ends = endsOf(vertices);
  return ends.length === 1 ? ends[0] : undefined;
}

/** The edge from one alias to another, found from the end that has fewer. */
export function hasEdge(graph: Graph, from: string, to: string): boolean {
  const out = graph.vertex(from)?.outbound ?? [];
  const into = graph.vertex(to)?.inbound ?? [];
  return out.length < into.length
    ? out.some((link) => link.edge.to === to)
    : into.some((link) => link.edge.from === from);
}

/** The name that a join's input has a value under. */
export function keyOf({ as, from }: IrEdge): string {
  return as ?? from;
}

/** A location in this flow. */
export function at(graph: Graph, place: Omit<Location, "flow"> = {}): Location {
  return { flow: graph.ir.name, ...place };
}
