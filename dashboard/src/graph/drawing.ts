import { triggerText, words } from "../format.ts";
import type { Graph, GraphEdge, GraphNode, Surface } from "../wire.ts";

export interface DrawnNode {
  readonly alias: string;
  readonly shape: "trigger" | "node" | "branch" | "subflow";
  readonly effects: GraphNode["effects"];
  /** Its output is the flow's result. */
  readonly capture: boolean;
  /** What it is, in short lines. */
  readonly notes: readonly string[];
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  /** By which answer of a branch it is taken; else empty. */
  readonly label: string;
  readonly conditional: boolean;
  readonly detached: boolean;
}

export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

/** What there is to see of a flow. */
export function drawingOf(graph: Graph): Drawing {
  const surfaces = graph.control_surfaces ?? [];
  const branches = new Set(
    surfaces.filter(({ kind }) => kind === "if" || kind === "switch").map(({ config }) => config.source),
  );
  const ends = graph.nodes.filter(({ alias }) => !graph.edges.some(({ from }) => from === alias));
  const capture = graph.capture ?? (ends.length === 1 ? ends[0]?.alias : undefined);
  const shapeOf = ({ kind, alias }: GraphNode) => {
    if (kind === "trigger" || kind === "subflow") return kind;
    return branches.has(alias) ? "branch" : "node";
  };
  return {
    nodes: graph.nodes.map((node) => ({
      alias: node.alias,
      shape: shapeOf(node),
      effects: node.effects,
      capture: node.alias === capture,
      notes: [...notesOf(node), ...surfaces.flatMap((surface) => surfaceNotes(surface, node.alias))],
    })),
    edges: graph.edges.map((edge) => edgeOf(edge, surfaces)),
  };
}

function notesOf({ kind, trigger, identifier, effectHints = [], join, streams }: GraphNode): readonly string[] {
  return [
    ...(trigger ? [triggerText(trigger)] : []),
    ...(kind === "subflow" ? [`flow ${identifier}`] : []),
    ...effectHints.map((hint) => hint.replace(/^resource::/, "").replaceAll("::", " ")),
    ...(join === "all" ? ["joins all"] : []),
    ...(streams ? [`streams ${streams}`] : []),
  ];
}

function surfaceNotes({ kind, config }: Surface, alias: string): readonly string[] {
  switch (kind) {
    case "if":
    case "switch":
      return config.source === alias ? [`${kind} ${config.selector_pointer}`] : [];
    case "for_each":
      return config.body_entry === alias ? [`for each ${config.items_pointer || "item"}`] : [];
    case "timeout":
      return config.target === alias ? [`at most ${config.ms} ms`] : [];
    case "rate_limit":
      return config.target === alias ? [`${config.qps} a second`] : [];
    case "error_handler":
      return JSON.stringify(config.scope ?? {}).includes(JSON.stringify(alias))
        ? [`on error: ${words(String(config.strategy))}`]
        : [];
    default:
      return [];
  }
}

function edgeOf({ from, to, detached = false }: GraphEdge, surfaces: readonly Surface[]): DrawnEdge {
  const when = surfaces.flatMap((surface) => (surface.config.source === from ? conditions(surface, to) : []));
  return { from, to, label: when.join(", "), conditional: when.length > 0, detached };
}

function conditions({ kind, config }: Surface, to: string): readonly string[] {
  if (kind === "if") return [...(config.then === to ? ["then"] : []), ...(config.else === to ? ["else"] : [])];
  if (kind !== "switch") return [];
  const cases = typeof config.cases === "object" && config.cases !== null ? Object.entries(config.cases) : [];
  return [
    ...cases.flatMap(([value, target]) => (target === to ? [value] : [])),
    ...(config.default === to ? ["default"] : []),
  ];
}
