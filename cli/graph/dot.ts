import type { Drawing, DrawnEdge, DrawnNode } from "./drawing.ts";
import { FILL } from "./palette.ts";

const SHAPES = { trigger: "cds", node: "box", branch: "hexagon", subflow: "component" } as const;

/** Graphviz's language; one cluster a flow. */
export function toDot(drawings: readonly Drawing[]): string {
  return [
    "digraph flows {",
    "  rankdir=TB;",
    '  node [shape=box, style="filled,rounded", fontname="Helvetica", fontsize=11];',
    '  edge [fontname="Helvetica", fontsize=10];',
    ...drawings.flatMap(cluster),
    "}",
  ].join("\n");
}

function cluster({ name, version, nodes, edges }: Drawing, index: number): readonly string[] {
  return [
    `  subgraph cluster_${index} {`,
    `    label=${quoted(`${name} ${version}`)}; color="#999999"; fontname="Helvetica";`,
    ...nodes.map((node) => `    ${nodeLine(name, node)}`),
    ...edges.map((edge) => `    ${edgeLine(name, edge)}`),
    "  }",
  ];
}

/** Aliases are unique in a flow only. */
const idOf = (flow: string, alias: string) => quoted(`${flow}/${alias}`);

function nodeLine(flow: string, { alias, shape, effects, capture, notes }: DrawnNode): string {
  const outline = capture ? ", penwidth=3" : "";
  const label = quoted([alias, ...notes].join("\n"));
  return `${idOf(flow, alias)} [label=${label}, shape=${SHAPES[shape]}, fillcolor="${FILL[effects]}"${outline}];`;
}

function edgeLine(flow: string, { from, to, label, conditional, detached }: DrawnEdge): string {
  const style = detached ? "dotted" : conditional ? "dashed" : "solid";
  const text = label === "" ? "" : `, label=${quoted(label)}`;
  return `${idOf(flow, from)} -> ${idOf(flow, to)} [style=${style}${text}];`;
}

/** A backslash is Graphviz's own escape, so it is doubled; a line break is written as one. */
function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
