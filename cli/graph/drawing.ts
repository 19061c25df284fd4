import { triggerText } from "../../gateway/mount/listing.ts";
import type { FlowIr, IrEdge, IrNode, IrSurface } from "../../kernel/ir/schema.ts";

/** A flow as every format draws it. */
export interface Drawing {
  readonly name: string;
  readonly version: string;
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
}

export interface DrawnNode {
  readonly alias: string;
  readonly shape: "trigger" | "node" | "branch" | "subflow";
  readonly effects: IrNode["effects"];
  /** Its output is the flow's result. */
  readonly capture: boolean;
  /** What it is, in short lines: the trigger, capabilities, surfaces. */
  readonly notes: readonly string[];
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  /** When it is taken, or empty. */
  readonly label: string;
  /** Taken only if a branch chooses it. */
  readonly conditional: boolean;
  readonly detached: boolean;
}

/** What there is to see of a flow. Pure. */
export function drawingOf(ir: FlowIr): Drawing {
  const branches = new Set(ir.control_surfaces.filter(isBranch).map(({ config }) => String(config.source)));
  const ends = ir.nodes.filter(({ alias }) => !ir.edges.some(({ from }) => from === alias));
  const capture = ir.capture ?? (ends.length === 1 ? ends[0]?.alias : undefined);
  return {
    name: ir.name,
    version: ir.version,
    nodes: ir.nodes.map((node) => ({
      alias: node.alias,
      shape: shapeOf(node, branches),
      effects: node.effects,
      capture: node.alias === capture,
      notes: [...nodeNotes(node), ...ir.control_surfaces.flatMap((surface) => surfaceNotes(surface, node.alias))],
    })),
    edges: ir.edges.map((edge) => drawnEdge(edge, ir.control_surfaces)),
  };
}

const isBranch = ({ kind }: IrSurface) => kind === "if" || kind === "switch";

function shapeOf({ kind, alias }: IrNode, branches: ReadonlySet<string>): DrawnNode["shape"] {
  if (kind === "trigger" || kind === "subflow") return kind;
  return branches.has(alias) ? "branch" : "node";
}

function nodeNotes(node: IrNode): readonly string[] {
  const { kind, trigger, identifier, alias, effectHints, join, streams, idempotency } = node;
  return [
    ...(trigger ? [triggerText(trigger)] : []),
    ...(kind === "subflow" ? [`flow ${identifier}`] : []),
    ...(kind !== "trigger" && kind !== "subflow" && identifier !== alias ? [identifier] : []),
    ...effectHints.map((hint) => hint.replace(/^resource::/, "").replaceAll("::", " ")),
    ...(idempotency.key === undefined ? [] : [`key ${idempotency.key}`]),
    ...(join === "all" ? ["joins all"] : []),
    ...(streams ? [`streams ${streams}`] : []),
  ];
}

/** What a surface says of one node. A branch shows on its edges. */
function surfaceNotes({ kind, config }: IrSurface, alias: string): readonly string[] {
  switch (kind) {
    case "if":
    case "switch":
      return config.source === alias ? [`${kind} ${config.selector_pointer}`] : [];
    case "for_each":
      return config.body_entry === alias ? [`for each ${config.items_pointer || "item"} of ${config.source}`] : [];
    case "timeout":
      return config.target === alias ? [`at most ${config.ms} ms`] : [];
    case "rate_limit":
      return config.target === alias ? [`${config.qps} a second, ${config.burst} at once`] : [];
    case "error_handler":
      return handled(config).includes(alias) ? [`on error: ${config.strategy}`] : [];
    default:
      return [];
  }
}

function handled({ scope }: IrSurface["config"]): readonly unknown[] {
  const nodes = typeof scope === "object" && scope !== null && "nodes" in scope ? scope.nodes : [];
  return Array.isArray(nodes) ? nodes : [];
}

function drawnEdge({ from, to, detached = false, timeout_ms }: IrEdge, surfaces: readonly IrSurface[]): DrawnEdge {
  const when = surfaces.flatMap((surface) => (surface.config.source === from ? conditions(surface, to) : []));
  const within = timeout_ms == null ? [] : [`within ${timeout_ms} ms`];
  return { from, to, label: [...when, ...within].join(", "), conditional: when.length > 0, detached };
}

/** By which answers of a branch a node is reached. */
function conditions({ kind, config }: IrSurface, to: string): readonly string[] {
  if (kind === "if") {
    return [...(config.then === to ? ["then"] : []), ...(config.else === to ? ["else"] : [])];
  }
  if (kind !== "switch") return [];
  const cases = typeof config.cases === "object" && config.cases !== null ? Object.entries(config.cases) : [];
  const named = cases.flatMap(([value, target]) => (target === to ? [JSON.stringify(value)] : []));
  return [...named, ...(config.default === to ? ["default"] : [])];
}
