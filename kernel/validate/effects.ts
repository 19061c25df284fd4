import { covers, type HintRule } from "../catalog.ts";
import { diagnostic } from "../errors/diagnostic.ts";
import { laxerDeterminism, strongerEffects } from "../ir/levels.ts";
import { DETERMINISMS, EFFECTS, type IrNode } from "../ir/schema.ts";
import { at } from "./graph.ts";
import type { Rule } from "./rule.ts";

/** DAG203, EFFECT201, DET302: each hint is known, and the node's levels are no better than its hints. */
export const levelsFitHints: Rule = ({ graph, catalog }) => {
  const known = new Map<string, readonly HintRule[]>();
  const rulesOf = (hint: string): readonly HintRule[] => {
    const rules = known.get(hint) ?? rulesFor(hint, catalog.hints);
    known.set(hint, rules);
    return rules;
  };
  return graph.ir.nodes.flatMap((node) => {
    const where = at(graph, { node: node.alias });
    return [
      ...unknownHints(node, rulesOf).map((message) => diagnostic("DAG203", message, where)),
      ...effectProblems(node, rulesOf).map((message) => diagnostic("EFFECT201", message, where)),
      ...determinismProblems(node, rulesOf).map((message) => diagnostic("DET302", message, where)),
    ];
  });
};

type RulesOf = (hint: string) => readonly HintRule[];

/** The rules that cover a hint; for one that leaves the access open, those below it that ask least. */
function rulesFor(hint: string, rules: readonly HintRule[]): readonly HintRule[] {
  const above = rules.filter((rule) => covers(rule.hint, hint));
  if (above.length > 0) return above;
  const below = rules.filter((rule) => covers(hint, rule.hint));
  if (below.length === 0) return [];
  const effects = EFFECTS.find((level) => below.some((rule) => rule.effects === level)) ?? "pure";
  const determinism = DETERMINISMS.find((level) => below.some((rule) => rule.determinism === level)) ?? "strict";
  return [{ hint, effects, determinism }];
}

function unknownHints({ alias, effectHints, determinismHints }: IrNode, rulesOf: RulesOf): readonly string[] {
  return [...new Set([...effectHints, ...determinismHints])]
    .filter((hint) => covers("resource", hint) && rulesOf(hint).length === 0)
    .map((hint) => `${alias} uses ${hint}, which nothing provides`);
}

function effectProblems({ alias, effects, effectHints }: IrNode, rulesOf: RulesOf): readonly string[] {
  const rules = effectHints.flatMap(rulesOf);
  const least = rules.map((rule) => rule.effects).reduce(strongerEffects, "pure");
  if (strongerEffects(effects, least) === effects) return [];
  const hints = rules.filter((rule) => rule.effects === least).map(({ hint }) => hint);
  return [`${alias} is declared ${effects}, but ${list(hints)} makes it at least ${least}`];
}

function determinismProblems({ alias, determinism, determinismHints }: IrNode, rulesOf: RulesOf): readonly string[] {
  const rules = determinismHints.flatMap(rulesOf);
  const least = rules.map((rule) => rule.determinism).reduce(laxerDeterminism, "strict");
  if (laxerDeterminism(determinism, least) === determinism) return [];
  const hints = rules.filter((rule) => rule.determinism === least).map(({ hint }) => hint);
  return [`${alias} is declared ${determinism}, but ${list(hints)} makes it ${least} at best`];
}

function list(hints: readonly string[]): string {
  return [...new Set(hints)].join(", ");
}
