import type { HeldEffect } from "../ports.ts";

/** The effects of one run that are at work, also when the run waits for them no more, and the keys it holds for them. */
export class AtWork {
  #count = 0;
  readonly #held = new Set<HeldEffect>();
  #allDone: (() => void) | undefined;

  /** Counts work as long as it takes. */
  async during(work: PromiseLike<unknown>): Promise<unknown> {
    this.#count++;
    try {
      return await work;
    } finally {
      if (--this.#count === 0) this.#allDone?.();
    }
  }

  /** Counts work that nobody in the run waits for any more. */
  outlives(work: Promise<unknown>): void {
    this.during(work).catch(() => undefined);
  }

  hold(effect: HeldEffect): void {
    this.#held.add(effect);
  }

  release(effect: HeldEffect): void {
    this.#held.delete(effect);
  }

  /**
   * Called when the run ends. Gives nothing if no effect is at work; else what settles when none is, and until then
   * their keys are held on.
   */
  outlive(): Promise<void> | undefined {
    if (this.#count === 0) return undefined;
    for (const effect of this.#held) effect.holdOn?.();
    return new Promise((resolve) => {
      this.#allDone = resolve;
    });
  }
}
