import type { Link } from "../ir/graph.ts";
import { always, type Condition, given } from "./condition.ts";

/** A condition, and the edge that brought it. */
export interface Arrival {
  readonly condition: Condition;
  readonly link: Link;
}

export interface Meeting {
  /** What holds whichever way was taken. */
  readonly condition: Condition;
  /** Whether a way is sure to be taken where that holds. */
  readonly exact: boolean;
  readonly clash: Clash | undefined;
}

/** Two edges that could both be live. */
export type Clash = readonly [Link, Link];

/** Conditions of one parent, as one. */
interface Family extends Arrival {
  readonly parent: Condition;
  readonly clash: Clash | undefined;
}

/**
 * Where one or more ways meet. Works from the deepest conditions up to the tail that all share, and looks at each
 * decision between once: conditions that stand side by side become one, and whatever else climbs forgets its newest decision.
 */
export function meet(arrivals: readonly Arrival[]): Meeting {
  const waiting = [...arrivals].sort((a, b) => a.condition.depth - b.condition.depth);
  let clash: Clash | undefined;
  let exact = true;
  let level = new Map<Condition, Link>();
  for (let depth = waiting.at(-1)?.condition.depth ?? 0; ; depth--) {
    while (waiting.at(-1)?.condition.depth === depth) {
      const found = arrive(level, waiting.pop() as Arrival);
      clash ??= found;
    }
    const families = [...byParent(level).values()].map(joined);
    clash ??= families.find((family) => family.clash)?.clash;
    if (families.length === 1 && waiting.length === 0) {
      return { condition: (families[0] as Family).condition, exact, clash };
    }
    // Whoever climbs without its siblings leaves its newest decision behind.
    exact &&= families.every(({ condition, parent }) => condition === parent);
    level = new Map(families.map(({ parent, link }) => [parent, link]));
  }
}

/** Two edges under the same condition: both are live or neither is. */
function arrive(level: Map<Condition, Link>, { condition, link }: Arrival): Clash | undefined {
  const first = level.get(condition);
  if (first) return [first, link];
  level.set(condition, link);
  return undefined;
}

function byParent(level: ReadonlyMap<Condition, Link>): ReadonlyMap<Condition, Arrival[]> {
  const families = new Map<Condition, Arrival[]>();
  for (const [condition, link] of level) {
    const parent = condition.parent ?? always;
    const family = families.get(parent);
    if (family) family.push({ condition, link });
    else families.set(parent, [{ condition, link }]);
  }
  return families;
}

/** Other answers of one decision exclude each other; anything else under one parent does not. */
function joined(members: readonly Arrival[]): Family {
  const first = members[0] as Arrival;
  const parent = first.condition.parent ?? always;
  const { decision } = first.condition;
  if (members.length === 1 || !decision) return { ...first, parent, clash: undefined };
  const answers = new Set<number>();
  let clash: Clash | undefined;
  for (const { condition, link } of members) {
    if (condition.decision !== decision) return { ...first, parent, condition: parent, clash: [first.link, link] };
    for (const answer of condition.answers) {
      if (answers.has(answer)) clash ??= [sharing(members, answer), link];
      answers.add(answer);
    }
  }
  return { ...first, parent, condition: given(parent, decision, [...answers]), clash };
}

function sharing(members: readonly Arrival[], answer: number): Link {
  return (members.find(({ condition }) => condition.answers.includes(answer)) as Arrival).link;
}
