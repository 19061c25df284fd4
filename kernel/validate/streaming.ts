import type { TriggerRule } from "../catalog.ts";
import { diagnostic } from "../errors/diagnostic.ts";
import { at } from "../ir/graph.ts";
import type { IrNode } from "../ir/schema.ts";
import { type FlowRule, type NodeRule, none } from "./rule.ts";
import { ruleOf } from "./triggers.ts";

/** DAG102: the reply of a trigger streams exactly when the capture node does. */
export const repliesFit: FlowRule = ({ graph, catalog }) => {
  const capture = graph.nodes.get(graph.capture ?? "");
  return graph.triggers.flatMap((trigger) => {
    const problem = capture && replyProblem(trigger, capture, ruleOf(catalog.triggers, trigger));
    return problem === undefined ? [] : [diagnostic("DAG102", problem, at(graph, { node: trigger.alias }))];
  });
};

/** DAG102: no node streams but the capture. */
export const onlyCaptureStreams: NodeRule = ({ node: { alias, streams } }, { graph }) => {
  if (!streams || alias === graph.capture) return none;
  const fix = "let the flow respond from this node, or return a value from it";
  return [diagnostic("DAG102", `${alias} streams but is not the capture node`, at(graph, { node: alias }), fix)];
};

function replyProblem({ alias, trigger }: IrNode, capture: IrNode, rule: TriggerRule | undefined): string | undefined {
  if (!trigger) return undefined;
  const wanted = trigger.streaming === true;
  if (!capture.streams) {
    return wanted ? `trigger ${alias} replies with a stream, but ${capture.alias} gives a value` : undefined;
  }
  if (trigger.respond === "async")
    return `trigger ${alias} answers before the flow has run, but ${capture.alias} streams`;
  if (typeof trigger.idempotency === "object") {
    return `trigger ${alias} keeps its answers for events that come again, but ${capture.alias} streams`;
  }
  return rule?.replies && !wanted ? `${capture.alias} streams, but trigger ${alias} replies with a value` : undefined;
}
