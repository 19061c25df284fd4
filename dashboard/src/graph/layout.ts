import { graphlib, layout } from "@dagrejs/dagre";
import type { Drawing, DrawnEdge, DrawnNode } from "./drawing.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Left upper corner and size, in pixels. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly { readonly node: DrawnNode; readonly box: Box }[];
  readonly edges: readonly { readonly edge: DrawnEdge; readonly points: readonly Point[]; readonly at?: Point }[];
}

/** Of the fonts that app.css gives the alias and the notes. */
const ALIAS_CHARACTER = 7.9;
const NOTE_CHARACTER = 6.3;
export const LINE = 15;
const HEAD = 28;
/** Below the notes, two lines: what the node did, and what failed. As wide as such a line gets. */
export const FOOT = 2 * LINE + 7;
const MIN_WIDTH = 136;
const LABEL = { height: 14, character: 6.6 };

/** Places a flow in layers: from left to right where there is room, else from top to bottom. */
export function layOut({ nodes, edges }: Drawing, wide: boolean): Placed {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: wide ? "LR" : "TB", nodesep: 22, ranksep: wide ? 52 : 34, edgesep: 12 });
  for (const node of nodes) graph.setNode(node.alias, { ...sizeOf(node) });
  const drawn = edges.filter(({ from, to }) => graph.hasNode(from) && graph.hasNode(to));
  for (const [index, { from, to, label }] of drawn.entries()) {
    const width = label.length * LABEL.character;
    graph.setEdge(from, to, { width, height: label === "" ? 0 : LABEL.height, labelpos: "c" }, String(index));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as Partial<Box>;
  return {
    width,
    height,
    nodes: nodes.map((node) => ({ node, box: boxOf(graph.node(node.alias) as Box) })),
    edges: drawn.map((edge, index) => {
      const {
        points = [],
        x,
        y,
      } = graph.edge(edge.from, edge.to, String(index)) as { points?: Point[] } & Partial<Point>;
      return { edge, points, ...(x !== undefined && y !== undefined && { at: { x, y } }) };
    }),
  };
}

function sizeOf({ alias, notes }: DrawnNode): Pick<Box, "width" | "height"> {
  const longest = Math.max(alias.length * ALIAS_CHARACTER, ...notes.map(({ length }) => length * NOTE_CHARACTER));
  return { width: Math.max(MIN_WIDTH, longest + 36), height: HEAD + notes.length * LINE + FOOT };
}

/** dagre gives middles. */
function boxOf({ x, y, width, height }: Box): Box {
  return { x: x - width / 2, y: y - height / 2, width, height };
}
