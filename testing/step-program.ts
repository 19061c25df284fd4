import type { Flow } from "../kernel/author/definition.ts";
import { flow } from "../kernel/author/flow.ts";
import { type Node, node } from "../kernel/author/node.ts";
import type { TriggerSpec } from "../kernel/author/trigger.ts";
import { giftOf, itemsOf, type Part } from "./random-program.ts";

/** A ref of any type: a random program has no types. */
interface AnyStep {
  (alias: string, unit: Node, input: unknown): unknown;
  map(
    alias: string,
    unit: Node,
    over: unknown,
    options: { readonly items: string; readonly concurrency: number },
  ): unknown;
  if(source: unknown, pointer: string, to: Readonly<Record<"then" | "else", (given: unknown) => unknown>>): unknown;
  switch(
    source: unknown,
    pointer: string,
    to: { readonly cases: Record<string, (given: unknown) => unknown> },
  ): unknown;
}

/** What a part gives, and the alias of the step that gives it. */
interface Gives {
  readonly alias: string;
  readonly ref: unknown;
}

const HTTP: TriggerSpec = { kind: "http", wiring: { kind: "http", method: "POST", path: "/" } };

/** Writes a program in steps, with the aliases that `flowOf` gives. Joins take what is live. */
export function stepFlowOf(program: Part, ran: (alias: string) => void): Flow<never, unknown> {
  const write = (step: AnyStep, payload: unknown) => {
    const writing = new Writing(step, ran);
    return writing.part(program, writing.add("start", payload)).ref;
  };
  const { steps } = flow("random", "1.0.0").on(HTTP) as unknown as {
    readonly steps: (write: unknown, options: object) => Flow<never, unknown>;
  };
  return steps(write, { optional: true });
}

class Writing {
  readonly #step: AnyStep;
  readonly #ran: (alias: string) => void;
  #made = 0;

  constructor(step: AnyStep, ran: (alias: string) => void) {
    this.#step = step;
    this.#ran = ran;
  }

  add(alias: string, input: unknown, give: (input: unknown) => unknown = (value) => giftOf(alias, value)): Gives {
    return { alias, ref: this.#step(alias, this.#unit(alias, give), input) };
  }

  part(part: Part, given: Gives): Gives {
    switch (part.kind) {
      case "step":
        return this.add(this.#name("step"), given.ref);
      case "chain":
        return part.parts.reduce((behind, next) => this.part(next, behind), given);
      case "fan": {
        const ends = part.branches.map((branch) => this.part(branch, given));
        return this.add(this.#name("join"), Object.fromEntries(ends.map(({ alias, ref }) => [alias, ref])));
      }
      case "if":
        return this.#choice(part.branches, part.takes, given);
      case "switch":
        return this.#choice(part.branches, `case${part.takes}`, given);
      case "each":
        return this.#each(part.items, given);
      case "side":
        this.part(part.side, given);
        return this.part(part.main, given);
    }
  }

  #name(kind: string): string {
    return `${kind}${this.#made++}`;
  }

  #unit(alias: string, give: (input: unknown) => unknown): Node {
    return node({
      run: (input) => {
        this.#ran(alias);
        return give(input);
      },
    });
  }

  /** `flowOf` names the heads of all branches before what stands in them. */
  #choice(branches: readonly Part[], pick: boolean | string, given: Gives): Gives {
    const alias = this.#name("fork");
    const fork = this.add(alias, given.ref, (input) => ({ ...giftOf(alias, input), pick }));
    const names = branches.map(() => this.#name("head"));
    const write = (index: number) => (from: unknown) =>
      this.part(branches[index] as Part, this.add(names[index] as string, from)).ref;
    const end =
      typeof pick === "boolean"
        ? this.#step.if(fork.ref, "/pick", { then: write(0), else: write(1) })
        : this.#step.switch(fork.ref, "/pick", {
            cases: Object.fromEntries(branches.map((_, index) => [`case${index}`, write(index)])),
          });
    return this.add(this.#name("merge"), end);
  }

  #each(items: number, given: Gives): Gives {
    const list = this.#name("list");
    const listed = this.add(list, given.ref, (input) => ({ items: itemsOf(list, input, items) }));
    const alias = this.#name("each");
    const unit = this.#unit(alias, (input) => giftOf(alias, input));
    return { alias, ref: this.#step.map(alias, unit, listed.ref, { items: "/items", concurrency: 2 }) };
  }
}

/** The program with joins that take what is live. */
export function withLiveJoins(part: Part): Part {
  switch (part.kind) {
    case "chain":
      return { ...part, parts: part.parts.map(withLiveJoins) };
    case "fan":
      return { ...part, live: true, branches: part.branches.map(withLiveJoins) };
    case "if":
      return { ...part, branches: [withLiveJoins(part.branches[0]), withLiveJoins(part.branches[1])] };
    case "switch":
      return { ...part, branches: part.branches.map(withLiveJoins) };
    case "side":
      return { ...part, main: withLiveJoins(part.main), side: withLiveJoins(part.side) };
    default:
      return part;
  }
}
