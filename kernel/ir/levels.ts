/** What a node does to the world, weakest first. */
export const EFFECTS = ["pure", "read_only", "effectful"] as const;
/** How far a node's output follows from its input, strictest first. */
export const DETERMINISMS = ["strict", "stable", "best_effort", "nondeterministic"] as const;

export type Effects = (typeof EFFECTS)[number];
export type Determinism = (typeof DETERMINISMS)[number];

/** The stronger of two effects. */
export function strongerEffects(a: Effects, b: Effects): Effects {
  return EFFECTS.indexOf(a) >= EFFECTS.indexOf(b) ? a : b;
}

/** The more permissive of two determinisms. */
export function laxerDeterminism(a: Determinism, b: Determinism): Determinism {
  return DETERMINISMS.indexOf(a) >= DETERMINISMS.indexOf(b) ? a : b;
}
