import { graphlib, layout } from "@dagrejs/dagre";
import { shortName } from "../../kernel/ir/name.ts";
import { CliError } from "../cli-error.ts";
import type { Drawing, DrawnEdge, DrawnNode } from "./drawing.ts";

/** Left upper corner and size, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Path {
  readonly points: readonly Point[];
  /** The middle of the label, if the edge has one. */
  readonly at?: Point;
}

export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly { readonly node: DrawnNode; readonly box: Box }[];
  readonly edges: readonly { readonly edge: DrawnEdge; readonly path: Path }[];
}

/** Of a monospace font of 12 and 11 pixels. */
const CHARACTER = 7.3;
const LINE = 16;
/** Of a flow, for a picture; its edges may be twice as many. Placing them takes more than in proportion, and deep stacks. */
const MAX_NODES = 1_000;

/** Places a flow in layers, from top to bottom. Edges with an end that is no node are left out. */
export function layOut({ name, nodes, edges }: Drawing): Placed {
  if (nodes.length > MAX_NODES || edges.length > 2 * MAX_NODES) throw tooLarge(name, nodes.length);
  // The library keeps nodes in a plain object, where a name may be one that every object has.
  const ids = new Map(nodes.map(({ alias }, index) => [alias, `n${index}`]));
  const idOf = (alias: string) => ids.get(alias) ?? "";
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 28, ranksep: 44, edgesep: 16 });
  for (const node of nodes) graph.setNode(idOf(node.alias), { ...sizeOf(node) });
  const drawn = edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
  for (const [index, { from, to, label, detached }] of drawn.entries()) {
    const text = label.length + (detached ? 10 : 0);
    graph.setEdge(
      idOf(from),
      idOf(to),
      { width: text * 6.7, height: text === 0 ? 0 : LINE, labelpos: "c" },
      String(index),
    );
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as Partial<Box>;
  return {
    width,
    height,
    nodes: nodes.map((node) => ({ node, box: boxOf(graph.node(idOf(node.alias)) as Box) })),
    edges: drawn.map((edge, index) => ({
      edge,
      path: pathOf(graph.edge(idOf(edge.from), idOf(edge.to), String(index))),
    })),
  };
}

function tooLarge(name: string, nodes: number): CliError {
  const next = "write it as text, and draw it by Graphviz: --format dot";
  return new CliError("CLI110", `${shortName(name)} has ${nodes} nodes, and a picture at most ${MAX_NODES}`, { next });
}

function sizeOf({ alias, notes, shape }: DrawnNode): Pick<Box, "width" | "height"> {
  const longest = [alias, ...notes].reduce((most, { length }) => Math.max(most, length), 0);
  const sides = shape === "branch" || shape === "trigger" ? 36 : 24;
  return { width: longest * CHARACTER + sides, height: (1 + notes.length) * LINE + 12 };
}

/** dagre gives middles. */
function boxOf({ x, y, width, height }: Box): Box {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

function pathOf(edge: { readonly points?: readonly Point[]; readonly x?: number; readonly y?: number }): Path {
  const { points = [], x, y } = edge;
  return { points, ...(x !== undefined && y !== undefined && { at: { x, y } }) };
}
