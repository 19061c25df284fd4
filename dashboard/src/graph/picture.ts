import { h, svg } from "../dom.ts";
import { emptyNotice } from "../notice.ts";
import type { Graph } from "../wire.ts";
import { type DrawnEdge, type DrawnNode, drawingOf } from "./drawing.ts";
import { type Box, FOOT, LINE, layOut, type Placed, type Point } from "./layout.ts";

/** What is told of a flow beside its shape. */
export interface Marks {
  /** By alias: what a node did, in few words. */
  readonly counts: ReadonlyMap<string, NodeMark>;
  /** Aliases that took part in the chosen run; undefined where none is chosen. */
  readonly taken?: ReadonlySet<string>;
}

export interface NodeMark {
  readonly text: string;
  /** Empty where nothing did. */
  readonly failed: string;
}

const PAD = 10;
const TIP = 9;
/** Laying out takes longer than a reader waits beyond so many. */
const MAX_NODES = 400;

/** The layout of a graph is worked out once, however often its counts change. */
const layouts = new WeakMap<Graph, Map<boolean, Placed>>();

function placedOf(graph: Graph, wide: boolean): Placed {
  const known = layouts.get(graph) ?? new Map<boolean, Placed>();
  layouts.set(graph, known);
  const placed = known.get(wide) ?? layOut(drawingOf(graph), wide);
  known.set(wide, placed);
  return placed;
}

/** A flow's graph, with what its nodes did. `wide`: whether there is room from left to right. */
export function picture(graph: Graph, marks: Marks, wide: boolean): HTMLElement {
  if (graph.nodes.length > MAX_NODES) {
    return emptyNotice(
      `${graph.nodes.length} nodes are too many to draw`,
      "flows graph writes them as an SVG, or as DOT for Graphviz.",
    );
  }
  const placed = placedOf(graph, wide);
  const size = { width: Math.ceil(placed.width + 2 * PAD), height: Math.ceil(placed.height + 2 * PAD) };
  const view = `${-PAD} ${-PAD} ${size.width} ${size.height}`;
  const image = svg(
    "svg",
    {
      class: "graph",
      viewBox: view,
      width: size.width,
      height: size.height,
      role: "img",
      "aria-label": spoken(graph, placed, marks),
    },
    arrow("arrow"),
    arrow("arrow-taken"),
    ...placed.edges.map(({ edge, points }) => line(edge, points, marks)),
    ...placed.nodes.map(({ node, box }) => nodeGroup(node, box, marks)),
    ...placed.edges.map(({ edge, at }) => label(edge, at)),
  );
  const region = { class: "scroll graph-scroll", tabindex: 0, role: "region", "aria-label": `Graph of ${graph.name}` };
  return h("div", {}, h("div", region, image), legend());
}

function arrow(id: string): SVGElement {
  const head = svg("path", { d: "M0 0L8 4L0 8z" });
  const marker = { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto" };
  return svg("defs", {}, svg("marker", marker, head));
}

function isTaken({ from, to }: DrawnEdge, { taken }: Marks): boolean {
  return taken?.has(from) === true && taken.has(to);
}

function line(edge: DrawnEdge, points: readonly Point[], marks: Marks): SVGElement {
  const taken = isTaken(edge, marks);
  const names = ["edge", edge.conditional && "conditional", edge.detached && "detached"];
  const state = marks.taken === undefined ? "" : taken ? "taken" : "dim";
  return svg("path", {
    class: [...names, state].filter(Boolean).join(" "),
    d: curve(points),
    "marker-end": `url(#${taken ? "arrow-taken" : "arrow"})`,
  });
}

/** Through the middles between the corners, so that no corner is sharp. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = points.at(-1);
  if (!first || !last) return "";
  const at = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const bends = rest.slice(0, -1).map((corner, index) => {
    const next = rest[index + 1] ?? last;
    const end = next === last ? last : { x: (corner.x + next.x) / 2, y: (corner.y + next.y) / 2 };
    return `Q${at(corner)} ${at(end)}`;
  });
  return `M${at(first)}${bends.length === 0 ? `L${at(last)}` : bends.join("")}`;
}

function nodeGroup(
  { alias, shape, effects, capture, notes }: DrawnNode,
  box: Box,
  { counts, taken }: Marks,
): SVGElement {
  const mark = counts.get(alias);
  const state = [
    taken && (taken.has(alias) ? "taken" : "dim"),
    mark && mark.failed !== "" && "failed",
    capture && "capture",
  ];
  const middle = box.x + box.width / 2;
  const text = (name: string, y: number, content: string) =>
    svg("text", { class: name, x: middle, y: box.y + y, "text-anchor": "middle" }, content);
  return svg(
    "g",
    { class: ["node", shape, effects, ...state].filter(Boolean).join(" ") },
    ...outline(shape, box),
    text("alias", 21, alias),
    ...notes.map((note, index) => text("note", 37 + index * LINE, note)),
    mark && text("count", box.height - FOOT + LINE, mark.text),
    mark && mark.failed !== "" && text("count failures", box.height - FOOT + 2 * LINE, mark.failed),
  );
}

function outline(shape: DrawnNode["shape"], { x, y, width, height }: Box): readonly SVGElement[] {
  const frame = { class: "frame", x, y, width, height };
  switch (shape) {
    case "trigger":
      return [svg("rect", { ...frame, rx: Math.min(height / 2, 22) })];
    case "node":
      return [svg("rect", { ...frame, rx: 7 })];
    case "subflow":
      return [
        svg("rect", { ...frame, rx: 7 }),
        svg("rect", { class: "inner", x: x + 4, y: y + 4, width: width - 8, height: height - 8, rx: 4 }),
      ];
    case "branch": {
      const right = x + width;
      const corners = [
        [x + TIP, y],
        [right - TIP, y],
        [right, y + height / 2],
        [right - TIP, y + height],
        [x + TIP, y + height],
        [x, y + height / 2],
      ];
      return [svg("polygon", { class: "frame", points: corners.map((corner) => corner.join(",")).join(" ") })];
    }
  }
}

function label({ label: text, detached }: DrawnEdge, at: Point | undefined): SVGElement | undefined {
  const words = [text, detached ? "detached" : ""].filter(Boolean).join(", ");
  if (words === "" || !at) return undefined;
  return svg("text", { class: "edge-label", x: at.x, y: at.y + 4, "text-anchor": "middle" }, words);
}

function legend(): HTMLElement {
  const entry = (name: string, text: string) => h("li", {}, h("i", { class: name }), text);
  return h(
    "ul",
    { class: "graph-legend" },
    entry("pure", "pure"),
    entry("read_only", "reads"),
    entry("effectful", "has effects"),
    entry("capture", "gives the result"),
  );
}

/** The graph in words. */
function spoken({ name }: Graph, { nodes, edges }: Placed, { counts, taken }: Marks): string {
  const did = (alias: string) => {
    const { text: count, failed } = counts.get(alias) ?? {};
    const ran = taken && (taken.has(alias) ? "taken" : "not taken");
    return [alias, count, failed, ran].filter(Boolean).join(", ");
  };
  const ways = edges.map(({ edge }) => `${edge.from} to ${edge.to}${edge.label === "" ? "" : ` if ${edge.label}`}`);
  return `Flow ${name}. Nodes: ${nodes.map(({ node }) => did(node.alias)).join("; ")}. Edges: ${ways.join("; ")}.`;
}
