import { covers } from "../catalog.ts";
import type { IrNode } from "../ir/schema.ts";

/** Whether a node uses what `prefix` names, by either of its lists of hints. */
export function uses(node: IrNode, prefix: string): boolean {
  const named = (hint: string) => covers(prefix, hint);
  return node.effectHints.some(named) || node.determinismHints.some(named);
}
