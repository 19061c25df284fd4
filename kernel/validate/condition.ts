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

/** `condition`, and something that nobody can name. */
export function sometimes(condition: Condition): Condition {
  return given(condition, { size: 1, total: false }, [0]);
}

/** Whether `outer` says nothing beyond what `inner` is known for: what runs under `outer` has what comes under `inner`. */
export function isWithin(outer: Condition, inner: Condition): boolean {
  let found: Condition | undefined = outer;
  while (found && found.depth > inner.depth) found = found.parent;
  return found === inner || (found !== undefined && isSame(found, inner));
}

/** What holds when both do: undefined when they exclude each other. */
export function both(a: Condition, b: Condition): Condition | undefined {
  if (isWithin(a, b)) return a;
  if (isWithin(b, a)) return b;
  const [mine, theirs] = apart(a, b);
  if (mine.decision === theirs.decision && !mine.answers.some((answer) => theirs.answers.includes(answer))) {
    return undefined;
  }
  return sometimes(a.depth > b.depth ? a : b);
}

/** The first on each side above what the two share. */
function apart(a: Condition, b: Condition): readonly [Condition, Condition] {
  let mine = a;
  let theirs = b;
  while (mine.depth > theirs.depth && mine.parent) mine = mine.parent;
  while (theirs.depth > mine.depth && theirs.parent) theirs = theirs.parent;
  while (mine.parent && theirs.parent && mine.parent !== theirs.parent && !isSame(mine.parent, theirs.parent)) {
    mine = mine.parent;
    theirs = theirs.parent;
  }
  return [mine, theirs];
}

function isSame(a: Condition, b: Condition): boolean {
  if (a === b) return true;
  if (a.depth !== b.depth || a.decision !== b.decision) return false;
  if (a.answers.length !== b.answers.length || !a.answers.every((answer) => b.answers.includes(answer))) return false;
  return a.parent === b.parent || (a.parent !== undefined && b.parent !== undefined && isSame(a.parent, b.parent));
}
