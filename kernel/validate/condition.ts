/**
 * What must have been decided for a node to run: a linked list of decisions and the answers that lead here, newest
 * first. Nodes share what they have in common, so that a flow of any length costs no more than its branches.
 *
 * A decision stands at one node, and whoever depends on it came through that node. So the list below a decision is
 * always that node's own list, and two lists have at most one decision in common above their shared tail: the first
 * above it on both sides. That makes meeting and comparing lists a matter of the nearest common tail.
 */
export interface Condition {
  readonly parent: Condition | undefined;
  readonly depth: number;
  readonly decision: Decided | undefined;
  /** Numbers of the decision's answers that lead here. */
  readonly answers: readonly number[];
}

/** Something of which one answer at most is taken. */
export interface Decided {
  readonly size: number;
  /** Whether one of the answers is always taken. */
  readonly total: boolean;
}

/** The condition of what runs in every case. */
export const always: Condition = { parent: undefined, depth: 0, decision: undefined, answers: [] };

/** `condition`, and that `decision` gave one of `answers`. */
export function given(condition: Condition, decision: Decided, answers: readonly number[]): Condition {
  if (decision.total && answers.length === decision.size) return condition;
  return { parent: condition, depth: condition.depth + 1, decision, answers };
}
