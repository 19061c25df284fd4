import { type Graph, keyOf, type Link, type Vertex } from "../ir/graph.ts";
import type { IrSurface } from "../ir/schema.ts";
import { isCatch } from "../surfaces/catch.ts";
import { surfaces } from "../surfaces/index.ts";
import type { Surface } from "../surfaces/surface.ts";
import { always, both, type Condition, type Decided, given, isWithin, sometimes } from "./condition.ts";
import { type Arrival, type Clash, meet } from "./meeting.ts";
import type { Subject } from "./rule.ts";

/** When each node of a flow runs, and what stands against it. */
export interface Conditions {
  /** By the index of a vertex; undefined for what no trigger makes live. */
  readonly runs: readonly (Condition | undefined)[];
  readonly clashes: readonly { readonly vertex: Vertex; readonly clash: Clash }[];
  /** Joins that never run: they need two inputs that exclude each other. */
  readonly dead: readonly Vertex[];
  /** Per join that takes what is live: keys that may lack although it runs. */
  readonly partial: readonly { readonly vertex: Vertex; readonly keys: readonly string[] }[];
  /** When the node's output is there; undefined as above. */
  readonly gives: (vertex: Vertex) => Condition | undefined;
}

/** A decision with the number of the answer that leads to each of its targets. */
interface Choice extends Decided {
  readonly answers: ReadonlyMap<string, number>;
}

/** What may become of a node's output. */
interface Fates {
  readonly choices: readonly (Choice | undefined)[];
  /** Nodes whose failure drops their branch. */
  readonly drops: ReadonlyMap<number, Decided>;
  /** Nodes whose failure goes another way. */
  readonly catches: ReadonlyMap<number, Decided>;
  /** When such nodes give their output, and their failure. */
  readonly outputs: Map<number, Condition>;
  readonly failures: Map<number, Condition>;
}

/** Follows the flow once. Of a branching that `isWide` names, every edge counts as a branch of its own. */
export function conditionsOf(
  { graph, walk, subflow, bodies }: Subject,
  isWide: (surface: IrSurface, graph: Graph) => boolean,
): Conditions {
  const runs = startsOf(graph, subflow);
  const fates = fatesOf(graph, bodies, isWide);
  const found = { clashes: [] as { vertex: Vertex; clash: Clash }[], dead: [] as Vertex[], partial: [] as Partial[] };
  for (const vertex of walk.order) {
    const { index, inbound } = vertex;
    if (runs[index] || inbound.length === 0) continue;
    const [only] = inbound;
    runs[index] =
      only && inbound.length === 1 && !only.edge.gate
        ? arrivalOf(only, runs, fates)
        : meetingOf(vertex, (link) => arrivalOf(link, runs, fates), found);
  }
  return { ...found, runs, gives: ({ index }) => outputOf(runs[index], index, fates, false) };
}

interface Partial {
  readonly vertex: Vertex;
  readonly keys: readonly string[];
}

interface Found {
  readonly clashes: { vertex: Vertex; clash: Clash }[];
  readonly dead: Vertex[];
  readonly partial: Partial[];
}

type Arrive = (link: Link) => Condition | undefined;

/** When a node with several edges runs. Edges of one key exclude each other; what has to be there all at once does not. */
function meetingOf(vertex: Vertex, arrive: Arrive, found: Found): Condition | undefined {
  const { node, inbound } = vertex;
  const isJoin = node.join === "all";
  const nameOf = ({ edge }: Link) => (edge.gate ? `gate ${edge.as ?? edge.from}` : isJoin ? keyOf(edge) : "");
  const needed = ({ edge }: Link) => edge.gate === true || !isJoin || node.needs?.includes(keyOf(edge)) === true;
  const byName = Map.groupBy(inbound, nameOf);
  const needs: Condition[] = [];
  const others: { key: string; arrivals: readonly Arrival[]; condition: Condition }[] = [];
  for (const [key, links] of byName) {
    const arrivals = arrivalsOf(links, arrive);
    const isNeeded = links.some(needed);
    if (arrivals.length === 0) {
      if (isNeeded) return undefined;
      continue;
    }
    const { condition: met, clash, exact } = meet(arrivals);
    if (clash) found.clashes.push({ vertex, clash });
    const condition = exact ? met : sometimes(met);
    if (isNeeded) needs.push(condition);
    else others.push({ key, arrivals, condition });
  }
  if (needs.length > 0) return allOf(vertex, needs, found);
  return anyOf(vertex, others, found);
}

function allOf(vertex: Vertex, needs: readonly Condition[], { dead }: Found): Condition | undefined {
  let all: Condition | undefined = always;
  for (const condition of needs) all = all && both(all, condition);
  if (all === undefined) dead.push(vertex);
  return all;
}

/** A join that runs with whatever is live. */
function anyOf(
  vertex: Vertex,
  keys: readonly { readonly key: string; readonly arrivals: readonly Arrival[]; readonly condition: Condition }[],
  { partial }: Found,
): Condition | undefined {
  if (keys.length === 0) return undefined;
  const [single] = keys;
  if (single && vertex.node.join !== "all") return single.condition;
  const { condition, clash, exact } = meet(keys.flatMap(({ arrivals }) => arrivals));
  const certain = keys.some((key) => isWithin(condition, key.condition));
  const runs = (clash || !exact) && !certain ? sometimes(condition) : condition;
  const missing = keys.filter((key) => !isWithin(condition, key.condition)).map(({ key }) => key);
  if (missing.length > 0 && vertex.node.needs === undefined) partial.push({ vertex, keys: missing });
  return runs;
}

/** Triggers are answers of one decision. A subflow without one starts at the nodes that nothing leads to. */
function startsOf({ vertices, triggers }: Graph, subflow: boolean): (Condition | undefined)[] {
  const conditions: (Condition | undefined)[] = new Array(vertices.length);
  const starts = choice(
    triggers.map(({ alias }) => alias),
    true,
  );
  for (const { index, node, inbound } of vertices) {
    const answer = starts.answers.get(node.alias);
    if (answer !== undefined) conditions[index] = given(always, starts, [answer]);
    else if (subflow && triggers.length === 0 && inbound.length === 0) conditions[index] = always;
  }
  return conditions;
}

function fatesOf(
  graph: Graph,
  bodies: ReadonlySet<string>,
  isWide: (surface: IrSurface, graph: Graph) => boolean,
): Fates {
  const choices: (Choice | undefined)[] = new Array(graph.vertices.length);
  const drops = new Map<number, Decided>();
  const catches = new Map<number, Decided>();
  for (const surface of graph.ir.control_surfaces) {
    for (const [index, found] of choicesOf(surface, graph, isWide)) choices[index] ??= found;
    for (const index of droppedBy(surface, graph, bodies)) drops.set(index, { size: 1, total: false });
    for (const index of caughtBy(surface, graph)) catches.set(index, { size: 2, total: true });
  }
  return { choices, drops, catches, outputs: new Map(), failures: new Map() };
}

function choicesOf(
  surface: IrSurface,
  graph: Graph,
  isWide: (surface: IrSurface, graph: Graph) => boolean,
): readonly (readonly [number, Choice])[] {
  const decides = kindOf(surface)?.decides;
  if (!decides) return [];
  const decision = decides(surface);
  const source = decision && graph.vertex(decision.source);
  if (!isWide(surface, graph)) return source ? [[source.index, choice(decision.targets, decision.total)]] : [];
  return (source ? [source] : sourcesOf(surface, graph)).map(({ index, outbound }) => [
    index,
    choice(
      outbound.map(({ edge }) => edge.to),
      true,
    ),
  ]);
}

/** A body of a `for_each` drops items, not its branch. */
function droppedBy({ kind, config, targets }: IrSurface, graph: Graph, bodies: ReadonlySet<string>): readonly number[] {
  if (kind !== "error_handler" || config.strategy !== "continue") return [];
  return targets.flatMap((name) => (bodies.has(name) ? [] : (graph.vertex(name)?.index ?? [])));
}

function caughtBy(surface: IrSurface, graph: Graph): readonly number[] {
  if (!isCatch(surface)) return [];
  const vertices = surface.targets.flatMap((name) => graph.vertex(name) ?? []);
  return vertices
    .filter(({ outbound }) => outbound.some(({ edge }) => edge.on === "failure"))
    .map(({ index }) => index);
}

/** Where a branching without a source may have been meant to stand. */
function sourcesOf({ targets }: IrSurface, graph: Graph): readonly Vertex[] {
  return targets.flatMap((target) => graph.vertex(target)?.inbound.map(({ from }) => from) ?? []);
}

export function kindOf({ kind }: IrSurface): Surface | undefined {
  return surfaces.find((surface) => surface.kind === kind);
}

function choice(targets: readonly string[], total: boolean): Choice {
  const answers = new Map([...new Set(targets)].map((target, index) => [target, index]));
  return { answers, size: answers.size, total };
}

function arrivalsOf(inbound: readonly Link[], arrive: Arrive): readonly Arrival[] {
  return inbound.flatMap((link) => {
    const condition = arrive(link);
    return condition ? [{ link, condition }] : [];
  });
}

/** What an edge brings with it: undefined for one that no trigger can make live. */
function arrivalOf(
  { edge, from }: Link,
  runs: readonly (Condition | undefined)[],
  fates: Fates,
): Condition | undefined {
  const failed = edge.on === "failure";
  const condition = outputOf(runs[from.index], from.index, fates, failed);
  const decision = failed ? undefined : fates.choices[from.index];
  const answer = decision?.answers.get(edge.to);
  return condition && decision && answer !== undefined ? given(condition, decision, [answer]) : condition;
}

/** When a node that runs under `condition` gives its output, or else its failure. Made once, as conditions are told apart by who they are. */
function outputOf(
  condition: Condition | undefined,
  index: number,
  fates: Fates,
  failed: boolean,
): Condition | undefined {
  if (condition === undefined) return undefined;
  const fate = fates.catches.get(index) ?? (failed ? undefined : fates.drops.get(index));
  if (!fate) return failed ? undefined : condition;
  const made = failed ? fates.failures : fates.outputs;
  const output = made.get(index) ?? given(condition, fate, [failed ? 1 : 0]);
  made.set(index, output);
  return output;
}
