import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at, type Graph } from "../ir/graph.ts";
import type { IrNode, IrUse } from "../ir/schema.ts";
import { surfaces } from "../surfaces/index.ts";
import type { FlowRule } from "./rule.ts";

/** RETRY010, RETRY011: a node that is retried is retried by the orchestrator alone, and can bear it. */
export const retriesAreOwnedOnce: FlowRule = ({ graph }) =>
  graph.ir.control_surfaces.flatMap((surface) => {
    const retried = surfaces.find(({ kind }) => kind === surface.kind)?.retries?.(surface) ?? [];
    return retried.flatMap((alias) => {
      const node = graph.nodes.get(alias);
      return node ? [...ownFindings(graph, surface.id, node), ...effectFindings(graph, surface.id, node)] : [];
    });
  });

function ownFindings(graph: Graph, surface: string, node: IrNode): readonly Diagnostic[] {
  return (node.uses ?? []).filter(retriesItself).map(({ name }) => {
    const message = `${node.alias} is retried by surface ${surface}, and its ${name} retries by itself`;
    return diagnostic("RETRY010", message, at(graph, { node: node.alias, surface }));
  });
}

function retriesItself({ options }: IrUse): boolean {
  return ["retry", "retries", "max_retries", "maxRetries"].some(
    (field) => Object.hasOwn(options, field) && Boolean(options[field]),
  );
}

function effectFindings(graph: Graph, surface: string, node: IrNode): readonly Diagnostic[] {
  if (node.effects !== "effectful" || node.idempotency.key != null) return [];
  const subflow = node.kind === "subflow";
  const message = subflow
    ? `${node.alias} has effects, so as a whole it is not retried`
    : `${node.alias} has an effect and no idempotency key, so it is not retried`;
  const fix = subflow ? "retry the nodes inside the subflow instead" : undefined;
  return [diagnostic("RETRY011", message, at(graph, { node: node.alias, surface }), fix)];
}
