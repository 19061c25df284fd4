import { exampleEdge, exampleNode } from "../docs/pages/flow-examples/flows.ts";
import type { Code } from "../kernel/errors/codes.ts";
import type { FlowIr, IrEdge, IrNode, IrSurface } from "../kernel/ir/schema.ts";

/** One change to a valid flow that breaks one rule, at a place that `pick` chooses; undefined where there is no such place. */
export interface Mutation {
  readonly code: Code;
  readonly apply: (ir: FlowIr, pick: Pick) => FlowIr | undefined;
}

export type Pick = <Item>(items: readonly Item[]) => Item | undefined;

type Change<Part> = (part: Part) => Part;

const several = { lint: { require_control_hints: false, allow_multiple_triggers: true } };

function atNode(fits: (node: IrNode) => boolean, change: Change<IrNode>): Mutation["apply"] {
  return (ir, pick) => {
    const picked = pick(ir.nodes.filter(fits));
    return picked && { ...ir, nodes: ir.nodes.map((node) => (node === picked ? change(node) : node)) };
  };
}

function atEdge(change: Change<IrEdge>): Mutation["apply"] {
  return (ir, pick) => {
    const picked = pick(ir.edges);
    return picked && { ...ir, edges: ir.edges.map((edge) => (edge === picked ? change(edge) : edge)) };
  };
}

function atSurface(kinds: readonly string[], change: Change<IrSurface>): Mutation["apply"] {
  return (ir, pick) => {
    const picked = pick(ir.control_surfaces.filter(({ kind }) => kinds.includes(kind)));
    return (
      picked && {
        ...ir,
        control_surfaces: ir.control_surfaces.map((surface) => (surface === picked ? change(surface) : surface)),
      }
    );
  };
}

const inConfig = (fields: object) => (surface: IrSurface) => ({ ...surface, config: { ...surface.config, ...fields } });
const works = ({ kind }: IrNode) => kind !== "trigger";
const isTrigger = ({ kind }: IrNode) => kind === "trigger";

function secondTrigger(ir: FlowIr, wiring: IrNode["trigger"] & object, edges: readonly IrEdge[]): FlowIr {
  const second = exampleNode("second", { kind: "trigger", trigger: wiring });
  return { ...ir, nodes: [...ir.nodes, second], edges: [...ir.edges, ...edges], policies: several };
}

/** An edge out of the http trigger, as the second trigger would have it. */
const likeHttp = (ir: FlowIr) =>
  ir.edges.filter(({ from }) => from === "http").map(({ to }) => exampleEdge("second", to));

const nodeMutations: readonly Mutation[] = [
  { code: "DAG205", apply: (ir, pick) => ({ ...ir, nodes: [...ir.nodes, pick(ir.nodes) as IrNode] }) },
  { code: "DAG206", apply: (ir) => ({ ...ir, nodes: [...ir.nodes, exampleNode("alone")] }) },
  { code: "DAG203", apply: atNode(works, (node) => ({ ...node, effectHints: ["resource::kvx::read"] })) },
  {
    code: "EFFECT201",
    apply: atNode(
      ({ effects }) => effects === "effectful",
      (node) => ({ ...node, effects: "read_only" }),
    ),
  },
  {
    code: "DET302",
    apply: atNode(
      ({ effects }) => effects === "effectful",
      (node) => ({ ...node, determinism: "stable" }),
    ),
  },
  {
    code: "DAG004",
    apply: atNode(
      ({ effects }) => effects === "effectful",
      (node) => ({ ...node, idempotency: {} }),
    ),
  },
  {
    code: "DAG204",
    apply: (ir) =>
      secondTrigger({ ...ir, nodes: [...ir.nodes, exampleNode("aside")] }, { kind: "cron" }, [
        exampleEdge("second", "aside"),
      ]),
  },
  { code: "DAG101", apply: (ir) => secondTrigger(ir, { kind: "cron" }, []) },
  {
    code: "DAG103",
    apply: (ir) => secondTrigger(ir, ir.nodes.find(isTrigger)?.trigger ?? { kind: "http" }, likeHttp(ir)),
  },
  {
    code: "DAG104",
    apply: (ir) => ({
      ...secondTrigger(ir, { kind: "cron" }, likeHttp(ir)),
      policies: { lint: { require_control_hints: false } },
    }),
  },
  { code: "DAG203", apply: atNode(isTrigger, (node) => ({ ...node, trigger: { kind: "smoke" } })) },
  { code: "DAG202", apply: (ir) => ({ ...ir, capture: "nobody" }) },
  {
    code: "DAG102",
    apply: (ir, pick) =>
      atNode(
        (node) => works(node) && node.alias !== ir.capture,
        (node) => ({ ...node, streams: "json" }),
      )(ir, pick),
  },
  {
    code: "DAG102",
    apply: (ir, pick) =>
      atNode(
        ({ alias }) => alias === ir.capture,
        (node) => ({ ...node, streams: "json" }),
      )(ir, pick),
  },
  {
    code: "DAG210",
    apply: atNode(
      ({ join }) => join === "all",
      ({ join: _, ...node }) => node,
    ),
  },
];

/** Neither a join's object nor the items of a for_each are what the ends of an edge say. */
function differentSchemas(ir: FlowIr, pick: Pick): FlowIr | undefined {
  const loose = ir.nodes
    .filter(({ alias, join }) => join !== "all" && !alias.startsWith("each"))
    .map(({ alias }) => alias);
  const edge = pick(ir.edges.filter(({ from, to }) => !from.startsWith("each") && loose.includes(to)));
  const named = (name: string) => ({ kind: "named" as const, name });
  const change = (node: IrNode): IrNode => {
    if (node.alias === edge?.from) return { ...node, out_schema: named("A") };
    return node.alias === edge?.to ? { ...node, in_schema: named("B") } : node;
  };
  return edge && { ...ir, nodes: ir.nodes.map(change) };
}

const edgeMutations: readonly Mutation[] = [
  { code: "DAG202", apply: atEdge((edge) => ({ ...edge, to: "nobody" })) },
  { code: "DAG202", apply: atEdge((edge) => ({ ...edge, from: "nobody" })) },
  { code: "DAG202", apply: atEdge((edge) => ({ ...edge, to: "http" })) },
  {
    code: "DAG200",
    apply: (ir, pick) => {
      const edge = pick(ir.edges.filter(({ from }) => from !== "http"));
      return edge && { ...ir, edges: [...ir.edges, exampleEdge(edge.to, edge.from)] };
    },
  },
  { code: "DAG210", apply: (ir, pick) => ({ ...ir, edges: [...ir.edges, pick(ir.edges) as IrEdge] }) },
  { code: "CTRL101", apply: atEdge((edge) => ({ ...edge, timeout_ms: 0 })) },
  { code: "CTRL102", apply: atEdge((edge) => ({ ...edge, buffer: { max_items: -1 } })) },
  { code: "DAG201", apply: differentSchemas },
  { code: "EXACT001", apply: atEdge((edge) => ({ ...edge, delivery: "exactly_once" })) },
  { code: "SPILL001", apply: atEdge((edge) => ({ ...edge, buffer: { spill_tier: "blob" } })) },
  { code: "SPILL002", apply: atEdge((edge) => ({ ...edge, buffer: { spill_tier: "blob", max_items: 1 } })) },
];

const others = ["for_each", "error_handler", "rate_limit", "timeout", "partition"];

const surfaceMutations: readonly Mutation[] = [
  { code: "CTRL120", apply: atSurface(["if"], inConfig({ v: 2 })) },
  { code: "CTRL120", apply: atSurface(["if"], inConfig({ selector_pointer: "pick" })) },
  { code: "CTRL120", apply: atSurface(["if"], (surface) => ({ ...surface, targets: [] })) },
  { code: "CTRL121", apply: atSurface(["if"], inConfig({ else: "nobody" })) },
  {
    code: "CTRL122",
    apply: (ir, pick) => {
      const surface = pick(ir.control_surfaces.filter(({ kind }) => kind === "if"));
      return surface && { ...ir, control_surfaces: [...ir.control_surfaces, { ...surface, id: "again" }] };
    },
  },
  { code: "CTRL110", apply: atSurface(["switch"], inConfig({ cases: [] })) },
  { code: "CTRL110", apply: atSurface(["switch"], inConfig({ source: null })) },
  { code: "CTRL111", apply: atSurface(["switch"], inConfig({ default: "nobody" })) },
  { code: "CTRL130", apply: atSurface(others, inConfig({ v: 0 })) },
  { code: "CTRL130", apply: atSurface(others, (surface) => ({ ...surface, targets: [] })) },
  { code: "CTRL131", apply: atSurface(others, (surface) => ({ ...surface, targets: [...surface.targets, "nobody"] })) },
  { code: "CTRL132", apply: atSurface(["for_each"], inConfig({ source: "http" })) },
  { code: "CTRL901", apply: atSurface(["if", "switch", ...others], (surface) => ({ ...surface, kind: "loop" })) },
  {
    code: "DAG210",
    apply: (ir, pick) => {
      const surface = pick(
        ir.control_surfaces.filter(
          ({ kind, targets }) => (kind === "if" || kind === "switch") && new Set(targets).size > 2,
        ),
      );
      return surface && { ...ir, control_surfaces: ir.control_surfaces.filter((other) => other !== surface) };
    },
  },
];

export const mutations: readonly Mutation[] = [...nodeMutations, ...edgeMutations, ...surfaceMutations];
