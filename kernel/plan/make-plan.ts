import type { Flow } from "../author/definition.ts";
import type { Node } from "../author/node.ts";
import { type Graph, graphOf } from "../ir/graph.ts";
import type { IrEdge, IrNode } from "../ir/schema.ts";
import { compilePointer, type Getter } from "../pointer.ts";
import { surfaces } from "../surfaces/index.ts";
import type { StepEffect } from "../surfaces/step-effect.ts";
import { entriesOf } from "./entries.ts";
import { type JoinPlan, joinOf } from "./joins.ts";
import type { Hop, Plan, Step } from "./plan.ts";

/** Alias of the step that starts a flow which has no trigger of its own. */
const DIRECT = "rpc";

/** Makes a flow ready to run. Only for a flow that `validate` found no error in; subflows are planned with it. */
export function makePlan(flow: Flow): Plan {
  const graph = graphOf(flow.ir);
  const indices = new Map(flow.ir.nodes.map(({ alias }, index) => [alias, index]));
  const effects = surfaceEffects(graph, (alias) => indices.get(alias) as number);
  const joins = new Map(
    graph.vertices.map(({ node, inbound }) => [
      node.alias,
      joinOf(
        node,
        inbound.map(({ edge }) => edge),
      ),
    ]),
  );
  const hops = flow.ir.nodes.map(({ alias }) =>
    (graph.outbound.get(alias) ?? []).map((edge) =>
      hopOf(edge, indices, joins.get(edge.to)?.slots, effects.get(alias)),
    ),
  );
  const detached = detachedSteps(hops);
  const units = new Map(flow.definition.placed.map(({ alias, unit }) => [alias, unit]));
  const steps = flow.ir.nodes.map((node, index) =>
    makeStep({ flow, node, index, graph, units, hops, joins, effects, detached }),
  );
  if (graph.triggers.length === 0) steps.push(directStep(flow, steps, graph));
  const entries = entriesOf(steps);
  return {
    flow: flow.name,
    id: flow.ir.id,
    version: flow.version,
    ir: flow.ir,
    steps,
    capture: indices.get(graph.capture ?? "") ?? -1,
    optional: flow.ir.capture_optional ?? false,
    entries: new Map(entries.map((entry) => [entry.alias, entry])),
    direct: entries[0] as (typeof entries)[number],
    timeoutMs: flow.definition.options.timeoutMs,
  };
}

function surfaceEffects(graph: Graph, lookUp: (alias: string) => number): ReadonlyMap<string, StepEffect> {
  const effects = new Map<string, StepEffect>();
  for (const declared of graph.ir.control_surfaces) {
    const effect = surfaces.find(({ kind }) => kind === declared.kind)?.plan?.(declared, lookUp) ?? {};
    for (const [alias, added] of Object.entries(effect)) effects.set(alias, { ...effects.get(alias), ...added });
  }
  return effects;
}

function hopOf(
  edge: IrEdge,
  indices: ReadonlyMap<string, number>,
  slots: ReadonlyMap<IrEdge, number> | undefined,
  effect: StepEffect | undefined,
): Hop {
  return {
    from: indices.get(edge.from) as number,
    to: indices.get(edge.to) as number,
    timeoutMs: edge.timeout_ms ?? undefined,
    detached: edge.detached ?? false,
    controlled: edge.on === undefined && (effect?.branch?.targets.includes(edge.to) ?? false),
    onFailure: edge.on === "failure",
    slot: slots?.get(edge) ?? -1,
  };
}

/** Everything at or behind a detached hop. */
function detachedSteps(hops: readonly (readonly Hop[])[]): ReadonlySet<number> {
  const found = new Set<number>();
  const open = hops.flat().flatMap(({ detached, to }) => (detached ? [to] : []));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    for (const { to } of hops[next] ?? []) open.push(to);
  }
  return found;
}

interface StepParts {
  readonly flow: Flow;
  readonly node: IrNode;
  readonly index: number;
  readonly graph: Graph;
  readonly units: ReadonlyMap<string, Node | Flow>;
  readonly hops: readonly (readonly Hop[])[];
  readonly joins: ReadonlyMap<string, JoinPlan | undefined>;
  readonly effects: ReadonlyMap<string, StepEffect>;
  readonly detached: ReadonlySet<number>;
}

/** A literal without spreads: all steps share one hidden class, which the executor's inner loop lives on. */
function makeStep(parts: StepParts): Step {
  const { flow, node, index, graph } = parts;
  const unit = parts.units.get(node.alias);
  const effect = parts.effects.get(node.alias) ?? {};
  const inbound = graph.inbound.get(node.alias) ?? [];
  const { onError, rate, timeoutMs } = guardsOf(flow, node, unit, effect);
  const timed = timeoutMs !== undefined || inbound.some((edge) => edge.timeout_ms != null);
  const keyed = isKeyed(node, unit, inbound);
  return {
    index,
    alias: node.alias,
    flow: flow.name,
    kind: kindOf(node, unit),
    unit: unit?.kind === "node" ? unit : undefined,
    sub: unit?.kind === "flow" ? makePlan(unit) : undefined,
    hops: parts.hops[index] ?? [],
    sole: soleFollower(parts, index),
    join: parts.joins.get(node.alias)?.join,
    inputChecked: !effect.each && alreadyChecked(unit, inbound, parts),
    entry: inbound.length === 0 || inbound.some(({ from }) => graph.nodes.get(from)?.kind === "trigger"),
    detached: parts.detached.has(index),
    streams: node.streams,
    uses: unit?.kind === "node" && Object.keys(unit.uses).length > 0,
    effectful: node.effects === "effectful",
    acts: keyed || node.effects === "effectful",
    keyed,
    keyOf: unit?.kind === "node" ? keyGetter(unit) : undefined,
    simple: !(effect.each || onError || rate || timed || keyed),
    branch: effect.branch,
    each: effect.each,
    onError,
    catches: effect.catches,
    rate,
    timeoutMs,
  };
}

function kindOf(node: IrNode, unit: Node | Flow | undefined): Step["kind"] {
  if (node.kind === "trigger" || !unit) return "trigger";
  return unit.kind === "flow" ? "subflow" : "node";
}

/** A stream has no end that could be kept. */
function isKeyed(node: IrNode, unit: Node | Flow | undefined, inbound: readonly IrEdge[]): boolean {
  if (unit?.kind !== "node" || unit.idempotency === undefined || node.streams) return false;
  return node.effects === "effectful" || inbound.some(({ delivery }) => delivery === "exactly_once");
}

/** A pointer that is none leads nowhere: then no input has a key (IDEM026). */
function keyGetter({ idempotency }: Node): Getter | undefined {
  const key = idempotency?.key;
  if (typeof key === "string") return compilePointer(key) ?? (() => undefined);
  return key as Getter | undefined;
}

type Guards = Pick<Step, "onError" | "rate" | "timeoutMs">;

function guardsOf(flow: Flow, node: IrNode, unit: Node | Flow | undefined, effect: StepEffect): Guards {
  return {
    onError: effect.onError,
    rate: effect.rate && { ...effect.rate, key: `${flow.name}/${node.alias}` },
    timeoutMs: effect.timeoutMs ?? (unit?.kind === "node" ? unit.timeoutMs : undefined),
  };
}

function soleFollower({ flow, graph, hops, detached }: StepParts, index: number): number {
  const [hop, another] = hops[index] ?? [];
  if (!hop || another || hop.controlled || hop.onFailure || hop.timeoutMs !== undefined) return -1;
  const follower = flow.ir.nodes[hop.to] as IrNode;
  const alone = graph.inbound.get(follower.alias)?.length === 1 && hop.slot < 0;
  return alone && detached.has(index) === detached.has(hop.to) ? hop.to : -1;
}

/** Whether every source has already checked its output with the very schema that this node takes. */
function alreadyChecked(unit: Node | Flow | undefined, inbound: readonly IrEdge[], parts: StepParts): boolean {
  if (unit?.kind !== "node" || unit.input === undefined || inbound.length === 0) return false;
  if (parts.node.join === "all" || inbound.some(({ on }) => on !== undefined)) return false;
  return inbound.every(({ from }) => {
    const source = parts.units.get(from);
    return source?.kind === "node" && source.output === unit.input && !parts.effects.get(from)?.each;
  });
}

function directStep(flow: Flow, steps: readonly Step[], graph: Graph): Step {
  const index = steps.length;
  const starts = steps.filter(({ alias }) => !graph.inbound.has(alias));
  return {
    index,
    alias: DIRECT,
    flow: flow.name,
    kind: "trigger",
    unit: undefined,
    sub: undefined,
    hops: starts.map(({ index: to }) => ({
      from: index,
      to,
      timeoutMs: undefined,
      detached: false,
      controlled: false,
      onFailure: false,
      slot: -1,
    })),
    sole: -1,
    join: undefined,
    inputChecked: false,
    entry: false,
    detached: false,
    streams: undefined,
    uses: false,
    effectful: false,
    acts: false,
    keyed: false,
    keyOf: undefined,
    simple: true,
    branch: undefined,
    each: undefined,
    onError: undefined,
    catches: undefined,
    rate: undefined,
    timeoutMs: undefined,
  };
}
