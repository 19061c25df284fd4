import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at, type Graph } from "../ir/graph.ts";
import type { IrSurface } from "../ir/schema.ts";
import { targetFindings, unknownFindings } from "./config.ts";

/** What `timeout` and `rate_limit` check alike: one target, a node that runs something. */
export function stepTargetFindings(surface: IrSurface, graph: Graph, target: string): readonly Diagnostic[] {
  return [
    ...targetFindings(surface, graph, [target], "CTRL130"),
    ...unknownFindings(surface, graph, [target, ...surface.targets], "CTRL131"),
    ...triggerFindings(surface, graph, [target]),
  ];
}

/** A trigger runs nothing: it cannot fail, take too long or run too often. */
export function triggerFindings(surface: IrSurface, graph: Graph, named: readonly string[]): readonly Diagnostic[] {
  return [...new Set(named)]
    .filter((alias) => graph.nodes.get(alias)?.kind === "trigger")
    .map((alias) => {
      const message = `${alias} is a trigger, which runs nothing; name a node that follows it`;
      return diagnostic("CTRL130", message, at(graph, { surface: surface.id, node: alias }));
    });
}
