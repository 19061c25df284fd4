import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at } from "../ir/graph.ts";
import type { IrSurface } from "../ir/schema.ts";
import { surfaces } from "../surfaces/index.ts";
import type { Surface } from "../surfaces/surface.ts";
import { unsupported } from "../surfaces/unsupported.ts";
import { type FlowRule, type NodeRule, none } from "./rule.ts";

/** CTRL110 to CTRL132 and CTRL901: each surface is one that runs here, fits the graph and is the first to set what it sets. */
export const surfacesFit: FlowRule = ({ graph }) => {
  const kinds = new Map(surfaces.map((surface) => [surface.kind, surface]));
  const taken: Taken = new Map();
  return graph.ir.control_surfaces.flatMap((declared): readonly Diagnostic[] => {
    const surface = kinds.get(declared.kind);
    if (!surface) return unsupported(declared, graph);
    const second = secondProblem(declared, surface, taken);
    const findings = surface.check(declared, graph);
    if (second === undefined) return findings;
    return [...findings, diagnostic(surface.second, second, at(graph, { surface: declared.id }))];
  });
};

/** CTRL001, a warning: where the policy asks for it, branches are surfaces. */
export const branchesAreDeclared: NodeRule = ({ node: { alias, branches_in_code } }, { graph }) => {
  if (!(branches_in_code && graph.ir.policies.lint.require_control_hints)) return none;
  return [diagnostic("CTRL001", `${alias} branches in its code`, at(graph, { node: alias }))];
};

/** What is set, of which node, by whom. */
type Taken = Map<string, Map<string, IrSurface>>;

/** Notes what `declared` sets, and says what another surface has set before it. */
function secondProblem(declared: IrSurface, { sets }: Surface, taken: Taken): string | undefined {
  const sameId = take(taken, "id", declared.id, declared);
  const firsts = (sets ?? []).flatMap(({ what, of }) =>
    of(declared).map((node) => ({ what, node, first: take(taken, what, node, declared) })),
  );
  const clash = firsts.find(({ first }) => first);
  if (clash) return `the ${clash.what} of ${clash.node} is already set by surface ${clash.first?.id}`;
  return sameId && `another surface, of kind ${sameId.kind}, has this id`;
}

/** The surface that has it already, or undefined after noting `by`. */
function take(taken: Taken, what: string, node: string, by: IrSurface): IrSurface | undefined {
  const nodes = taken.get(what) ?? new Map<string, IrSurface>();
  taken.set(what, nodes);
  const first = nodes.get(node);
  if (!first) nodes.set(node, by);
  return first;
}
