import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import type { IrSurface } from "../ir/schema.ts";
import { surfaces } from "../surfaces/index.ts";
import type { Surface } from "../surfaces/surface.ts";
import { always, type Condition, type Decided, given } from "./condition.ts";
import { at, type Graph, type Link, type Vertex } from "./graph.ts";
import { type Arrival, type Clash, meet } from "./meeting.ts";
import type { FlowRule, Subject } from "./rule.ts";

/** A decision with the number of the answer that leads to each of its targets. */
interface Choice extends Decided {
  readonly answers: ReadonlyMap<string, number>;
}

/** By the index of a vertex; undefined for what no trigger makes live. */
type Conditions = (Condition | undefined)[];

type Choices = readonly (Choice | undefined)[];

/** DAG210: of several edges into a node without join "all", one at most is live. */
export const inputsAreSingle: FlowRule = (subject) => {
  const found = clashes(
    subject,
    choicesOf(subject.graph, () => false),
  );
  // A branching that is wrong in itself says so itself; what it would have kept apart is not said again.
  return found.length === 0 ? found : clashes(subject, choicesOf(subject.graph, isBroken));
};

function clashes({ graph, walk, subflow }: Subject, choices: Choices): readonly Diagnostic[] {
  const conditions = startsOf(graph, subflow);
  const found: Diagnostic[] = [];
  for (const { index, node, inbound } of walk.order) {
    if (conditions[index] || inbound.length === 0) continue;
    const only = inbound.length === 1 ? inbound[0] : undefined;
    if (only) {
      conditions[index] = arrivalOf(only, conditions, choices);
      continue;
    }
    const arrivals = arrivalsOf(inbound, conditions, choices);
    if (arrivals.length === 0) continue;
    const { condition, clash } = meet(arrivals);
    conditions[index] = condition;
    if (clash) found.push(...clashFindings(graph, node.alias, inbound, clash));
  }
  return found;
}

/** Triggers are answers of one decision. A subflow without one starts at the nodes that nothing leads to. */
function startsOf({ vertices, triggers }: Graph, subflow: boolean): Conditions {
  const conditions: Conditions = new Array(vertices.length);
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

/** Of a branching that `isWide` names, every edge counts as a branch of its own. */
function choicesOf(graph: Graph, isWide: (surface: IrSurface, graph: Graph) => boolean): Choices {
  const choices: (Choice | undefined)[] = new Array(graph.vertices.length);
  for (const surface of graph.ir.control_surfaces) {
    const decides = kindOf(surface)?.decides;
    if (!decides) continue;
    const decision = decides(surface);
    const source = decision && graph.vertex(decision.source);
    if (isWide(surface, graph)) {
      for (const vertex of source ? [source] : sourcesOf(surface, graph)) {
        const branches = vertex.outbound.map(({ edge }) => edge.to);
        choices[vertex.index] ??= choice(branches, true);
      }
    } else if (source) choices[source.index] ??= choice(decision.targets, decision.total);
  }
  return choices;
}

/** Where a branching without a source may have been meant to stand. */
function sourcesOf({ targets }: IrSurface, graph: Graph): readonly Vertex[] {
  return targets.flatMap((target) => graph.vertex(target)?.inbound.map(({ from }) => from) ?? []);
}

function isBroken(surface: IrSurface, graph: Graph): boolean {
  return (kindOf(surface)?.check(surface, graph) ?? []).length > 0;
}

function kindOf({ kind }: IrSurface): Surface | undefined {
  return surfaces.find((surface) => surface.kind === kind);
}

function choice(targets: readonly string[], total: boolean): Choice {
  const answers = new Map([...new Set(targets)].map((target, index) => [target, index]));
  return { answers, size: answers.size, total };
}

function arrivalsOf(inbound: readonly Link[], conditions: Readonly<Conditions>, choices: Choices): readonly Arrival[] {
  return inbound.flatMap((link) => {
    const condition = arrivalOf(link, conditions, choices);
    return condition ? [{ link, condition }] : [];
  });
}

/** What an edge brings with it: undefined for one that no trigger can make live. */
function arrivalOf({ edge, from }: Link, conditions: Readonly<Conditions>, choices: Choices): Condition | undefined {
  const condition = conditions[from.index];
  const decision = choices[from.index];
  const answer = decision?.answers.get(edge.to);
  return condition && decision && answer !== undefined ? given(condition, decision, [answer]) : condition;
}

function clashFindings(graph: Graph, node: string, inbound: readonly Link[], clash: Clash): readonly Diagnostic[] {
  if (graph.nodes.get(node)?.join === "all") return twiceFindings(graph, node, inbound);
  const [a, b] = inbound.filter((link) => clash.includes(link)).map(({ edge }) => edge.from);
  if (a === b) return twiceFindings(graph, node, inbound);
  const message = `the edges from ${a} and ${b} into ${node} can both be live, and ${node} takes one input`;
  return [diagnostic("DAG210", message, at(graph, { node }))];
}

/** A join takes one value per source. */
function twiceFindings(graph: Graph, node: string, inbound: readonly Link[]): readonly Diagnostic[] {
  const sources = new Set<string>();
  const twice = inbound.find(({ edge }) => sources.size === sources.add(edge.from).size);
  if (!twice) return [];
  const edge = { from: twice.edge.from, to: node };
  return [
    diagnostic("DAG210", `two edges lead from ${edge.from} to ${node}`, at(graph, { edge }), "remove one of them"),
  ];
}
