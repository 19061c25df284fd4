import { covers } from "../catalog.ts";
import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at } from "../ir/graph.ts";
import { type Determinism, type Effects, laxerDeterminism, strongerEffects } from "../ir/levels.ts";
import { type NodeRule, none, type Subject } from "./rule.ts";

/** DAG203: each hint for a resource is one that something provides. */
export const hintsAreKnown: NodeRule = ({ node }, { graph, hintRules }) => {
  const isUnknown = (hint: string) => covers("resource", hint) && hintRules(hint).length === 0;
  if (!(node.effectHints.some(isUnknown) || node.determinismHints.some(isUnknown))) return none;
  const unknown = new Set([...node.effectHints, ...node.determinismHints].filter(isUnknown));
  return [...unknown].map((hint): Diagnostic => {
    const message = `${node.alias} uses ${hint}, which nothing provides`;
    return diagnostic("DAG203", message, at(graph, { node: node.alias }));
  });
};

/** EFFECT201: a node has no less effect than its hints. */
export const effectsFitHints: NodeRule = ({ node }, { graph, hintRules }) => {
  let least: Effects = node.effects;
  for (const hint of node.effectHints) {
    for (const rule of hintRules(hint)) least = strongerEffects(least, rule.effects);
  }
  if (least === node.effects) return none;
  const hints = causes(node.effectHints, hintRules, ({ effects }) => effects === least);
  const message = `${node.alias} is declared ${node.effects}, but ${hints} makes it at least ${least}`;
  return [diagnostic("EFFECT201", message, at(graph, { node: node.alias }))];
};

/** DET302: a node is no more determined than its hints. */
export const determinismFitsHints: NodeRule = ({ node }, { graph, hintRules }) => {
  let best: Determinism = node.determinism;
  for (const hint of node.determinismHints) {
    for (const rule of hintRules(hint)) best = laxerDeterminism(best, rule.determinism);
  }
  if (best === node.determinism) return none;
  const hints = causes(node.determinismHints, hintRules, ({ determinism }) => determinism === best);
  const message = `${node.alias} is declared ${node.determinism}, but ${hints} makes it ${best} at best`;
  return [diagnostic("DET302", message, at(graph, { node: node.alias }))];
};

function causes(
  hints: readonly string[],
  hintRules: Subject["hintRules"],
  asks: (rule: ReturnType<Subject["hintRules"]>[number]) => boolean,
): string {
  return [...new Set(hints.flatMap((hint) => hintRules(hint).filter(asks)).map(({ hint }) => hint))].join(", ");
}
