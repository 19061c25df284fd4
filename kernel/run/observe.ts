import type { Ports, StepFinished } from "../ports.ts";

/** Tells the observer of a step. It is not part of the run: what it throws is dropped. */
export function observe(observer: NonNullable<Ports["observer"]>, finished: StepFinished): void {
  try {
    observer.stepFinished(finished);
  } catch {
    // Nothing of the run depends on it.
  }
}

/** The time, if somebody wants to know it. */
export function observedNow({ observer, clock }: Ports): number {
  return observer ? clock.now() : 0;
}
