import { DETERMINISMS, type Determinism, EFFECTS, type Effects } from "./schema.ts";

/** The stronger of two effects: pure < read_only < effectful. */
export function strongerEffects(a: Effects, b: Effects): Effects {
  return EFFECTS.indexOf(a) >= EFFECTS.indexOf(b) ? a : b;
}

/** The more permissive of two determinisms: strict < stable < best_effort < nondeterministic. */
export function laxerDeterminism(a: Determinism, b: Determinism): Determinism {
  return DETERMINISMS.indexOf(a) >= DETERMINISMS.indexOf(b) ? a : b;
}
