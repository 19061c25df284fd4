import type { TriggerRule } from "../catalog.ts";
import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at } from "../ir/graph.ts";
import { listed } from "../ir/name.ts";
import type { IrNode } from "../ir/schema.ts";
import type { FlowRule } from "./rule.ts";

/** DAG101: something follows each trigger. */
export const triggersLeadOut: FlowRule = ({ graph }) => {
  const broken = new Set(graph.dangling.map(({ from }) => from));
  return graph.triggers
    .filter(({ alias }) => !(graph.outbound.has(alias) || broken.has(alias)))
    .map(({ alias }) => diagnostic("DAG101", `no edge leaves trigger ${alias}`, at(graph, { node: alias })));
};

/** DAG203: each trigger's kind is one that the gateway has. */
export const triggerKindsExist: FlowRule = ({ graph, catalog }) =>
  graph.triggers
    .filter((node) => node.trigger && !ruleOf(catalog.triggers, node))
    .map(({ alias, trigger }) => {
      const kinds = catalog.triggers.map(({ kind }) => kind).join(", ");
      const message = `no trigger of kind ${trigger?.kind} is registered; there is ${kinds || "none"}`;
      return diagnostic("DAG203", message, at(graph, { node: alias }), "correct the kind, or register the trigger");
    });

/** What each trigger's kind says of its wiring, such as DAG001 or CRON101. */
export const triggersAreWired: FlowRule = ({ graph, catalog }) =>
  graph.triggers.flatMap((node) => {
    const problems = (node.trigger && ruleOf(catalog.triggers, node)?.check?.(node.trigger)) ?? [];
    return problems.map(({ code, message }) => diagnostic(code, message, at(graph, { node: node.alias })));
  });

/** DAG103: no two triggers of the flow claim the same event. */
export const triggersClaimApart: FlowRule = ({ graph, catalog }) => {
  const claimed = new Map<string, string>();
  const found: Diagnostic[] = [];
  for (const node of graph.triggers) {
    const claim = claimOf(catalog.triggers, node);
    if (claim === undefined) continue;
    const first = claimed.get(claim);
    if (first === undefined) claimed.set(claim, node.alias);
    else
      found.push(
        diagnostic("DAG103", `${claim} is already claimed by trigger ${first}`, at(graph, { node: node.alias })),
      );
  }
  return found;
};

/** DAG104: several triggers only where the flow says so. */
export const severalTriggersAreAllowed: FlowRule = ({ graph }) => {
  const { triggers, ir } = graph;
  if (triggers.length <= 1 || ir.policies.lint.allow_multiple_triggers === true) return [];
  return [diagnostic("DAG104", `the flow has ${triggers.length} triggers: ${aliasesOf(triggers)}`, at(graph))];
};

export function ruleOf(rules: readonly TriggerRule[], { trigger }: IrNode): TriggerRule | undefined {
  return rules.find(({ kind }) => kind === trigger?.kind);
}

/** What this trigger node keeps others from having; undefined for nothing. */
export function claimOf(rules: readonly TriggerRule[], node: IrNode): string | undefined {
  return node.trigger && ruleOf(rules, node)?.claim(node.trigger);
}

function aliasesOf(nodes: readonly IrNode[]): string {
  return listed(nodes.map(({ alias }) => alias));
}
