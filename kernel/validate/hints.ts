import { covers, type HintRule } from "../catalog.ts";
import { DETERMINISMS, EFFECTS } from "../ir/levels.ts";
import type { IrNode } from "../ir/schema.ts";

/** Whether a node uses what `prefix` names, by either of its lists of hints. */
export function uses(node: IrNode, prefix: string): boolean {
  const named = (hint: string) => covers(prefix, hint);
  return node.effectHints.some(named) || node.determinismHints.some(named);
}

/** Looks up the rules of a hint, each hint once. */
export function hintLookup(rules: readonly HintRule[]): (hint: string) => readonly HintRule[] {
  const known = new Map<string, readonly HintRule[]>();
  return (hint) => {
    const found = known.get(hint) ?? rulesFor(hint, rules);
    known.set(hint, found);
    return found;
  };
}

/** The rules that cover a hint; for one that leaves the access open, those below it that ask least. */
function rulesFor(hint: string, rules: readonly HintRule[]): readonly HintRule[] {
  const above = rules.filter((rule) => covers(rule.hint, hint));
  if (above.length > 0) return above;
  const below = rules.filter((rule) => covers(hint, rule.hint));
  const effects = EFFECTS.find((level) => below.some((rule) => rule.effects === level));
  const determinism = DETERMINISMS.find((level) => below.some((rule) => rule.determinism === level));
  return effects && determinism ? [{ hint, effects, determinism }] : [];
}
