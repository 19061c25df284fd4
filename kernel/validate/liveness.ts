import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at, type Graph, type Link, type Vertex } from "../ir/graph.ts";
import { listed } from "../ir/name.ts";
import type { IrSurface } from "../ir/schema.ts";
import { always } from "./condition.ts";
import { conditionsOf, kindOf } from "./conditions.ts";
import type { Clash } from "./meeting.ts";
import type { FlowRule } from "./rule.ts";

/** DAG210: of several edges into a node without join "all", or under one key of a join, one at most is live. */
export const inputsAreSingle: FlowRule = (subject) => {
  const { graph } = subject;
  const found = clashFindings(graph, conditionsOf(subject, () => false).clashes);
  // A branching that is wrong in itself says so itself; what it would have kept apart is not said again.
  return found.length === 0 ? found : clashFindings(graph, conditionsOf(subject, isBroken).clashes);
};

/** DAG206: a join that needs what excludes each other never runs. DAG211, a warning: one that may run with a part. */
export const joinsAreWhole: FlowRule = (subject) => {
  const { graph } = subject;
  const { dead, partial } = conditionsOf(subject, isBroken);
  return [
    ...dead.map(({ node: { alias } }) => {
      const message = `${alias} never runs: it needs inputs of which only one can be live at a time`;
      return diagnostic(
        "DAG206",
        message,
        at(graph, { node: alias }),
        "let it follow one of them, whichever was taken",
      );
    }),
    ...partial.map(({ vertex: { node }, keys }) => {
      const message = `${node.alias} joins ${listed(keys)}, which may be missing when it runs`;
      return diagnostic("DAG211", message, at(graph, { node: node.alias }));
    }),
  ];
};

/** DAG212, a warning: a run may end without the capture's output, and nothing says that it may. */
export const captureIsCertain: FlowRule = (subject) => {
  const { graph } = subject;
  const capture = graph.vertex(graph.capture ?? "");
  // A flow with loose ends or a broken surface has other findings first.
  if (!capture || graph.ir.capture_optional || graph.dangling.length > 0) return [];
  if (graph.ir.control_surfaces.some((surface) => isBroken(surface, graph))) return [];
  const { clashes, gives, runs } = conditionsOf(subject, isBroken);
  if (clashes.length > 0) return [];
  const found = gives(capture);
  // What no trigger reaches at all is said by others.
  if (runs[capture.index] === undefined || found === undefined || found === always || found.depth === 0) return [];
  if (graph.triggers.length > 1 && found.depth === 1 && isTriggerOf(capture)) return [];
  const message = `a run may end without the output of ${capture.node.alias}, and then fails as RUN020`;
  return [diagnostic("DAG212", message, at(graph, { node: capture.node.alias }))];
};

/** Not every trigger leads to the capture, which DAG204 says. */
function isTriggerOf(capture: Vertex): boolean {
  return capture.inbound.every(({ from }) => from.node.kind === "trigger");
}

function isBroken(surface: IrSurface, graph: Graph): boolean {
  return (kindOf(surface)?.check(surface, graph) ?? []).length > 0;
}

interface Clashing {
  readonly vertex: Vertex;
  readonly clash: Clash;
}

function clashFindings(graph: Graph, clashes: readonly Clashing[]): readonly Diagnostic[] {
  return clashes.flatMap(({ vertex: { node, inbound }, clash }) => {
    const [a, b] = inbound.filter((link) => clash.includes(link)).map(({ edge }) => edge.from);
    if (a === b) return twiceFindings(graph, node.alias, inbound);
    const takes = node.join === "all" ? "takes one value under that key" : "takes one input";
    const message = `the edges from ${a} and ${b} into ${node.alias} can both be live, and ${node.alias} ${takes}`;
    return [diagnostic("DAG210", message, at(graph, { node: node.alias }))];
  });
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
