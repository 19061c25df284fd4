import { giftOf, itemsOf, type Part } from "./random-program.ts";

/** Stands for no value: the branch that would give it was not taken. */
export const NONE = Symbol("none");

export interface Reference {
  /** The program's value, or NONE. */
  readonly value: unknown;
  /** Every node that runs, in no order; a for_each body once per item. */
  readonly ran: readonly string[];
  /** Nodes that run and fail. With one or more of them the run fails, and the rest is open. */
  readonly failed: readonly string[];
}

/** Runs a program by recursion, one part after the other. Numbers its nodes as `flowOf` does. */
export function referenceRun(program: Part, payload: unknown): Reference {
  const running = new Running();
  const { value } = running.part(program, running.step("start", payload));
  return { value, ran: running.ran, failed: running.failed };
}

/** A node's value under its name. */
interface Given {
  readonly alias: string;
  readonly value: unknown;
}

class Running {
  readonly ran: string[] = [];
  readonly failed: string[] = [];
  #made = 0;

  step(alias: string, input: unknown): Given {
    if (input === NONE) return { alias, value: NONE };
    this.ran.push(alias);
    return { alias, value: giftOf(alias, input) };
  }

  part(part: Part, given: Given): Given {
    switch (part.kind) {
      case "step":
        return this.#step(part.fails, given.value);
      case "chain":
        return part.parts.reduce((behind, next) => this.part(next, behind), given);
      case "fan":
        return this.#fan(part, given);
      case "if":
        return this.#choice(part.branches, part.takes ? 0 : 1, part.takes, given.value);
      case "switch":
        return this.#choice(part.branches, part.takes, `case${part.takes}`, given.value);
      case "each":
        return this.#each(part.items, given.value);
      case "side":
        this.part(part.side, given);
        return this.part(part.main, given);
    }
  }

  #name(kind: string): string {
    return `${kind}${this.#made++}`;
  }

  #step(fails: boolean, input: unknown): Given {
    const given = this.step(this.#name(fails ? "bad" : "step"), input);
    if (!fails || given.value === NONE) return given;
    this.failed.push(given.alias);
    return { ...given, value: NONE };
  }

  #fan({ branches, live: partly }: Extract<Part, { readonly kind: "fan" }>, given: Given): Given {
    const all = branches.map((branch) => this.part(branch, given));
    const live = all.filter(({ value }) => value !== NONE);
    const joined = Object.fromEntries(live.map(({ alias, value }) => [alias, value]));
    return this.step(this.#name("join"), live.length === 0 || (!partly && live.length < all.length) ? NONE : joined);
  }

  #choice(branches: readonly Part[], taken: number, pick: boolean | string, input: unknown): Given {
    const fork = this.step(this.#name("fork"), input).value;
    const shown = fork === NONE ? NONE : { ...(fork as object), pick };
    const heads = branches.map((_, index) => this.step(this.#name("head"), index === taken ? shown : NONE));
    const tails = branches.map((branch, index) => this.part(branch, heads[index] as Given));
    return this.step(this.#name("merge"), tails[taken]?.value ?? NONE);
  }

  #each(count: number, input: unknown): Given {
    const list = this.#name("list");
    const listed = this.step(list, input).value;
    const alias = this.#name("each");
    if (listed === NONE) return { alias, value: NONE };
    return { alias, value: itemsOf(list, input, count).map((item) => this.step(alias, item).value) };
  }
}
