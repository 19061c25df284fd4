import { always, type Condition, given } from "./condition.ts";

/** A condition, and the number of the edge that brought it. */
export interface Arrival {
  readonly condition: Condition;
  readonly edge: number;
}

export interface Meeting {
  /** What holds whichever way was taken. */
  readonly condition: Condition;
  readonly clash: Clash | undefined;
}

/** The numbers of two edges that could both be live. */
type Clash = readonly [number, number];

/** Conditions of one parent, as one. */
interface Family extends Arrival {
  readonly parent: Condition;
  readonly clash: Clash | undefined;
}

/**
 * Where one or more ways meet. Works from the deepest conditions up to the tail that all share, and looks at each decision between
 * once: conditions that stand side by side become one, and whatever else has to climb forgets its newest decision.
 */
export function meet(arrivals: readonly Arrival[]): Meeting {
  const waiting = [...arrivals].sort((a, b) => a.condition.depth - b.condition.depth);
  let clash: Clash | undefined;
  let level = new Map<Condition, number>();
  for (let depth = waiting.at(-1)?.condition.depth ?? 0; ; depth--) {
    for (; waiting.at(-1)?.condition.depth === depth; waiting.pop()) clash ??= arrive(level, waiting.at(-1));
    const families = [...byParent(level).values()].map(joined);
    clash ??= families.find((family) => family.clash)?.clash;
    if (families.length === 1 && waiting.length === 0) return { condition: (families[0] as Family).condition, clash };
    level = new Map(families.map(({ parent, edge }) => [parent, edge]));
  }
}

/** Two edges under the same condition: both are live or neither is. */
function arrive(level: Map<Condition, number>, arrival: Arrival | undefined): Clash | undefined {
  if (!arrival) return undefined;
  const first = level.get(arrival.condition);
  if (first !== undefined) return [first, arrival.edge];
  level.set(arrival.condition, arrival.edge);
  return undefined;
}

function byParent(level: ReadonlyMap<Condition, number>): ReadonlyMap<Condition, Arrival[]> {
  const families = new Map<Condition, Arrival[]>();
  for (const [condition, edge] of level) {
    const parent = condition.parent ?? always;
    const family = families.get(parent);
    if (family) family.push({ condition, edge });
    else families.set(parent, [{ condition, edge }]);
  }
  return families;
}

/** Other answers of one decision exclude each other; anything else under one parent does not. */
function joined(members: readonly Arrival[]): Family {
  const first = members[0] as Arrival;
  const parent = first.condition.parent ?? always;
  const { decision } = first.condition;
  if (members.length === 1 || !decision) return { ...first, parent, clash: undefined };
  let answers = 0n;
  let clash: Clash | undefined;
  for (const { condition, edge } of members) {
    if (condition.decision !== decision) return { ...first, parent, condition: parent, clash: [first.edge, edge] };
    if (answers & condition.answers) clash ??= [sharing(members, condition), edge];
    answers |= condition.answers;
  }
  return { edge: first.edge, parent, condition: given(parent, decision, answers), clash };
}

function sharing(members: readonly Arrival[], { answers }: Condition): number {
  return members.find(({ condition }) => condition.answers & answers)?.edge ?? -1;
}
