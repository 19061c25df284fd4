import type { Drawing, DrawnEdge, DrawnNode } from "./drawing.ts";
import { FILL } from "./palette.ts";

const SHAPES = {
  trigger: ["([", "])"],
  node: ["[", "]"],
  branch: ["{{", "}}"],
  subflow: ["[[", "]]"],
} as const;

/** A Mermaid flowchart; one subgraph a flow. Renders where Markdown is shown, as on GitHub. */
export function toMermaid(drawings: readonly Drawing[]): string {
  return [
    "flowchart TB",
    ...Object.entries(FILL).map(([effects, fill]) => `  classDef ${effects} fill:${fill},stroke:#71717a,color:#18181b`),
    "  classDef capture stroke-width:3px",
    ...drawings.flatMap(subgraph),
  ].join("\n");
}

/** Aliases may be words of Mermaid's own, such as `end`, so that nodes are numbered. */
function subgraph({ name, version, nodes, edges }: Drawing, index: number): readonly string[] {
  const ids = new Map(nodes.map(({ alias }, place) => [alias, `f${index}n${place}`]));
  const idOf = (alias: string) => ids.get(alias) ?? `f${index}missing`;
  return [
    `  subgraph f${index} ["${escaped(`${name} ${version}`)}"]`,
    ...nodes.map((node) => `    ${nodeLine(idOf(node.alias), node)}`),
    ...edges.map((edge) => `    ${edgeLine(edge, idOf)}`),
    "  end",
    ...nodes.filter(({ capture }) => capture).map(({ alias }) => `  class ${idOf(alias)} capture`),
  ];
}

function nodeLine(id: string, { alias, shape, effects, notes }: DrawnNode): string {
  const [open, close] = SHAPES[shape];
  const label = [`<b>${escaped(alias)}</b>`, ...notes.map(escaped)].join("<br>");
  return `${id}${open}"${label}"${close}:::${effects}`;
}

function edgeLine({ from, to, label, conditional, detached }: DrawnEdge, idOf: (alias: string) => string): string {
  const arrow = conditional || detached ? "-.->" : "-->";
  const text = [label, detached ? "detached" : ""].filter(Boolean).join(", ");
  return `${idOf(from)} ${arrow}${text === "" ? "" : `|"${escaped(text)}"|`} ${idOf(to)}`;
}

/** Mermaid reads HTML's entities, written with `#` for `&`. */
function escaped(text: string): string {
  return text.replaceAll(/[#&<>"`]/g, (sign) => `#${sign.codePointAt(0)};`).replaceAll("\n", " ");
}
