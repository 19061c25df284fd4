import type { RunStats } from "../outcome.ts";
import type { Step } from "../plan/plan.ts";

/** What is counted in one run. */
export class Tally {
  stepsRun = 0;
  #retries: Map<Step, number> | undefined;
  #kept: Set<Step> | undefined;

  countRetry(step: Step): void {
    this.#retries ??= new Map();
    this.#retries.set(step, (this.#retries.get(step) ?? 0) + 1);
  }

  countKept(step: Step): void {
    this.#kept ??= new Set();
    this.#kept.add(step);
  }

  keeps(step: Step): boolean {
    return this.#kept?.has(step) === true;
  }

  attemptsOf(step: Step): number {
    return 1 + (this.#retries?.get(step) ?? 0);
  }

  stats(): RunStats {
    let retries = 0;
    for (const count of this.#retries?.values() ?? []) retries += count;
    if (!this.#kept) return { stepsRun: this.stepsRun, retries };
    return { stepsRun: this.stepsRun, retries, kept: [...this.#kept].map(({ alias }) => alias) };
  }
}
