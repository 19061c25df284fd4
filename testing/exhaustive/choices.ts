interface Point {
  readonly state: string;
  readonly options: number;
  option: number;
  /** Whole plays below the options that were taken up to here. */
  plays: bigint;
}

/**
 * Goes through a tree of choices depth first, by playing from the start again and again: first as the play before, up to
 * the last point that has an option left, then always the first option. A state that was met before is not gone into
 * again, as the same follows from it.
 */
export class Choices {
  readonly #known = new Map<string, bigint>();
  readonly #path: Point[] = [];
  #depth = 0;
  #whole = 0n;

  /** The option to take at this point of the play, from 0 to below `options`; undefined where nothing new follows. */
  next(options: number, stateNow: () => string): number | undefined {
    const given = this.#path[this.#depth];
    if (given) {
      this.#depth++;
      return given.option;
    }
    const state = stateNow();
    const known = this.#known.get(state);
    if (known !== undefined) {
      this.#count(known);
      return undefined;
    }
    this.#depth++;
    this.#path.push({ state, options, option: 0, plays: 0n });
    return 0;
  }

  /** The play at hand came to its end. */
  ended(): void {
    this.#count(1n);
  }

  /** Turns to the next play. False when there is none left. */
  turn(): boolean {
    this.#depth = 0;
    for (let point = this.#path.at(-1); point; point = this.#path.at(-1)) {
      if (point.option + 1 < point.options) {
        point.option++;
        return true;
      }
      this.#path.pop();
      this.#known.set(point.state, point.plays);
      this.#count(point.plays);
    }
    return false;
  }

  /** Options that were taken in the play at hand. */
  get taken(): readonly number[] {
    return this.#path.slice(0, this.#depth).map(({ option }) => option);
  }

  /** States that were met. */
  get states(): number {
    return this.#known.size;
  }

  /** Whole plays that were gone through, each sequence of choices for itself. */
  get plays(): bigint {
    return this.#whole;
  }

  #count(plays: bigint): void {
    const above = this.#path.at(-1);
    if (above) above.plays += plays;
    else this.#whole += plays;
  }
}
