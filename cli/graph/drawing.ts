import { triggerText } from "../../gateway/mount/listing.ts";
import type { FlowIr, IrEdge, IrNode, IrSurface, TriggerWiring } from "../../kernel/ir/schema.ts";
import { plainText } from "../../kernel/json.ts";

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
  const bySource = Map.groupBy(ir.control_surfaces, ({ config }) => config.source);
  const branches = new Set(ir.control_surfaces.filter(isBranch).map(({ config }) => config.source));
  const notes = Map.groupBy(ir.control_surfaces.flatMap(surfaceNotes), ({ alias }) => alias);
  const sources = new Set(ir.edges.map(({ from }) => from));
  const ends = ir.nodes.filter(({ alias }) => !sources.has(alias));
  const capture = ir.capture ?? (ends.length === 1 ? ends[0]?.alias : undefined);
  return {
    name: ir.name,
    version: ir.version,
    nodes: ir.nodes.map((node) => ({
      alias: node.alias,
      shape: shapeOf(node, branches),
      effects: node.effects,
      capture: node.alias === capture,
      notes: [...nodeNotes(node), ...(notes.get(node.alias) ?? []).map(({ text }) => text)],
    })),
    edges: ir.edges.map((edge) => drawnEdge(edge, bySource.get(edge.from) ?? [])),
  };
}

const isBranch = ({ kind }: IrSurface) => kind === "if" || kind === "switch";

function shapeOf({ kind, alias }: IrNode, branches: ReadonlySet<unknown>): DrawnNode["shape"] {
  if (kind === "trigger" || kind === "subflow") return kind;
  return branches.has(alias) ? "branch" : "node";
}

function nodeNotes(node: IrNode): readonly string[] {
  const { kind, trigger, identifier, alias, effectHints, join, streams, idempotency } = node;
  return [
    ...(trigger ? [triggerText(plain(trigger))] : []),
    ...(kind === "subflow" ? [`flow ${identifier}`] : []),
    ...(kind !== "trigger" && kind !== "subflow" && identifier !== alias ? [identifier] : []),
    ...effectHints.map((hint) => hint.replace(/^resource::/, "").replaceAll("::", " ")),
    ...(idempotency.key === undefined ? [] : [`key ${idempotency.key}`]),
    ...(join === "all" ? ["joins all"] : []),
    ...(streams ? [`streams ${streams}`] : []),
  ];
}

interface Note {
  readonly alias: unknown;
  readonly text: string;
}

/** What a surface says of its nodes. A branch shows on its edges. */
function surfaceNotes({ kind, config }: IrSurface): readonly Note[] {
  switch (kind) {
    case "if":
    case "switch":
      return [{ alias: config.source, text: `${kind} ${plainText(config.selector_pointer)}` }];
    case "for_each":
      return [
        {
          alias: config.body_entry,
          text: `for each ${plainText(config.items_pointer || "item")} of ${plainText(config.source)}`,
        },
      ];
    case "timeout":
      return [{ alias: config.target, text: `at most ${plainText(config.ms)} ms` }];
    case "rate_limit":
      return [{ alias: config.target, text: `${plainText(config.qps)} a second, ${plainText(config.burst)} at once` }];
    case "error_handler":
      return [...new Set(handled(config))].map((alias) => ({ alias, text: `on error: ${plainText(config.strategy)}` }));
    default:
      return [];
  }
}

/** What a drawing is given was not checked: a wiring, and a config, may hold anything. */
function plain(wiring: TriggerWiring): TriggerWiring {
  const fields = Object.entries(wiring).map(([name, value]) => [name, plainText(value)]);
  return { ...Object.fromEntries(fields), kind: wiring.kind };
}

function handled({ scope }: IrSurface["config"]): readonly unknown[] {
  const nodes = typeof scope === "object" && scope !== null && "nodes" in scope ? scope.nodes : [];
  return Array.isArray(nodes) ? nodes : [];
}

/** With the surfaces of its source. */
function drawnEdge({ from, to, detached = false, timeout_ms }: IrEdge, surfaces: readonly IrSurface[]): DrawnEdge {
  const when = surfaces.flatMap((surface) => conditions(surface, to));
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
