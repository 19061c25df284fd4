import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import type { IrEdge } from "../ir/schema.ts";
import { surfaces } from "../surfaces/index.ts";
import { always, type Condition, type Decided, given } from "./condition.ts";
import { at, type Graph } from "./graph.ts";
import { type Arrival, meet } from "./meeting.ts";
import type { Rule } from "./rule.ts";

/** A decision with the answer, as a bit, that leads to each of its targets. */
interface Choice extends Decided {
  readonly answers: ReadonlyMap<string, bigint>;
}

/** DAG210: of several edges into a node without join "all", one at most is live. */
export const inputsAreSingle: Rule = ({ graph, walk, subflow }) => {
  const choices = choicesOf(graph);
  const starts = choice(
    graph.triggers.map(({ alias }) => alias),
    true,
  );
  const conditions = new Map<string, Condition>();
  const found: Diagnostic[] = [];
  for (const alias of walk.order) {
    const inbound = graph.inbound.get(alias) ?? [];
    const start = starts.answers.get(alias);
    if (start !== undefined) conditions.set(alias, given(always, starts, start));
    else if (inbound.length === 0 && subflow && graph.triggers.length === 0) conditions.set(alias, always);
    else {
      const arrivals = arrivalsOf(inbound, conditions, choices);
      if (arrivals.length === 0) continue;
      const { condition, clash } = meet(arrivals);
      conditions.set(alias, condition);
      found.push(...clashFindings(graph, alias, inbound, clash));
    }
  }
  return found;
};

function choicesOf(graph: Graph): ReadonlyMap<string, Choice> {
  const kinds = new Map(surfaces.map((surface) => [surface.kind, surface]));
  const choices = new Map<string, Choice>();
  for (const surface of graph.ir.control_surfaces) {
    const decision = kinds.get(surface.kind)?.decides?.(surface);
    if (decision && !choices.has(decision.source)) {
      choices.set(decision.source, choice(decision.targets, decision.total));
    }
  }
  return choices;
}

function choice(targets: readonly string[], total: boolean): Choice {
  const answers = new Map([...new Set(targets)].map((target, index) => [target, 1n << BigInt(index)]));
  return { answers, all: (1n << BigInt(answers.size)) - 1n, total };
}

/** What each inbound edge brings with it. An edge that no trigger can make live brings nothing. */
function arrivalsOf(
  inbound: readonly IrEdge[],
  conditions: ReadonlyMap<string, Condition>,
  choices: ReadonlyMap<string, Choice>,
): readonly Arrival[] {
  return inbound.flatMap(({ from, to }, edge) => {
    const condition = conditions.get(from);
    if (!condition) return [];
    const decision = choices.get(from);
    const answer = decision?.answers.get(to);
    return [{ edge, condition: decision && answer ? given(condition, decision, answer) : condition }];
  });
}

function clashFindings(
  graph: Graph,
  node: string,
  inbound: readonly IrEdge[],
  clash: readonly [number, number] | undefined,
): readonly Diagnostic[] {
  if (graph.nodes.get(node)?.join === "all") return twiceFindings(graph, node, inbound);
  if (!clash) return [];
  const [a, b] = [...clash].sort((x, y) => x - y).map((edge) => inbound[edge]?.from);
  if (a === b) return twiceFindings(graph, node, inbound);
  const message = `the edges from ${a} and ${b} into ${node} can both be live, and ${node} takes one input`;
  return [diagnostic("DAG210", message, at(graph, { node }))];
}

/** A join takes one value per source. */
function twiceFindings(graph: Graph, node: string, inbound: readonly IrEdge[]): readonly Diagnostic[] {
  const sources = new Set<string>();
  const twice = inbound.find(({ from }) => sources.size === sources.add(from).size);
  if (!twice) return [];
  const message = `two edges lead from ${twice.from} to ${node}`;
  return [diagnostic("DAG210", message, at(graph, { edge: { from: twice.from, to: node } }), "remove one of them")];
}
