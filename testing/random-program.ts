import fc from "fast-check";
import type { Flow } from "../kernel/author/definition.ts";
import { node } from "../kernel/author/node.ts";
import { type LooseBuilder, looseFlow } from "./loose-flow.ts";

/**
 * A flow as a tree, so that a reference can run it by plain recursion. Every part takes one value and gives one; `none`
 * is what a switch without a match gives.
 */
export type Part =
  | { readonly kind: "step"; readonly turns: number; readonly fails: boolean }
  | { readonly kind: "chain"; readonly parts: readonly Part[] }
  | { readonly kind: "fan"; readonly live: boolean; readonly branches: readonly Part[] }
  | { readonly kind: "if"; readonly takes: boolean; readonly branches: readonly [Part, Part] }
  | { readonly kind: "switch"; readonly takes: number; readonly branches: readonly Part[] }
  | { readonly kind: "each"; readonly items: number; readonly turns: number }
  | { readonly kind: "side"; readonly main: Part; readonly side: Part };

/** Any program; `fails` of a step is only true where `failing` allows it. */
export function programs(failing: boolean): fc.Arbitrary<Part> {
  const turns = fc.nat(3);
  const step = fc.record({
    kind: fc.constant("step" as const),
    turns,
    fails: failing ? oneIn(12) : fc.constant(false),
  });
  const { part } = fc.letrec<{ part: Part }>((tie) => {
    const inner = tie("part");
    const several = (most: number) => fc.array(inner, { minLength: 2, maxLength: most });
    return {
      part: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        step,
        fc.record({ kind: fc.constant("chain" as const), parts: several(4) }),
        fc.record({ kind: fc.constant("fan" as const), live: fc.boolean(), branches: several(3) }),
        fc.record({ kind: fc.constant("if" as const), takes: fc.boolean(), branches: fc.tuple(inner, inner) }),
        fc.record({ kind: fc.constant("switch" as const), takes: fc.nat(3), branches: several(3) }),
        fc.record({ kind: fc.constant("each" as const), items: fc.nat(5), turns }),
        fc.record({ kind: fc.constant("side" as const), main: inner, side: inner }),
      ),
    };
  });
  return part;
}

function oneIn(count: number): fc.Arbitrary<boolean> {
  return fc.nat(count - 1).map((n) => n === 0);
}

/** What a node of any program gives: its own name, and a short sum of what it took, so that values stay small. */
export function giftOf(alias: string, input: unknown) {
  return { alias, sum: sumOf(JSON.stringify(input) ?? "") };
}

function sumOf(text: string): number {
  let sum = 7;
  for (const character of text) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return sum;
}

/** Builds the flow of a program. `ran` is told the alias of each node as it runs. */
export function flowOf(program: Part, ran: (alias: string) => void): Flow<never, unknown> {
  const building = new Building(ran);
  const start = building.add("start", building.step("start", 0, false), undefined);
  const capture = building.part(program, start);
  return building.flow.respond(capture);
}

class Building {
  flow: LooseBuilder = looseFlow("random");
  #made = 0;
  readonly #ran: (alias: string) => void;

  constructor(ran: (alias: string) => void) {
    this.#ran = ran;
  }

  step(alias: string, turns: number, fails: boolean) {
    return node({
      run: (input) => {
        this.#ran(alias);
        const give = () => {
          if (fails) throw new Error(alias);
          return giftOf(alias, input);
        };
        return turns === 0 ? give() : after(turns, give);
      },
    });
  }

  name(kind: string): string {
    return `${kind}${this.#made++}`;
  }

  add(alias: string, unit: ReturnType<typeof node>, place: Parameters<LooseBuilder["node"]>[2]): string {
    this.flow = this.flow.node(alias, unit, place);
    return alias;
  }

  /** Adds a part behind `source` and returns the alias that gives its value. */
  part(part: Part, source: string): string {
    switch (part.kind) {
      case "step": {
        const alias = this.name(part.fails ? "bad" : "step");
        return this.add(alias, this.step(alias, part.turns, part.fails), { after: source });
      }
      case "chain":
        return part.parts.reduce((behind, next) => this.part(next, behind), source);
      case "fan":
        return this.#meet("join", {
          after: part.branches.map((branch) => this.part(branch, source)),
          live: part.live,
        });
      case "if":
        return this.#choice(source, part.branches, { pick: part.takes, pointer: "/pick" });
      case "switch":
        return this.#choice(source, part.branches, { pick: `case${part.takes}`, pointer: "/pick" });
      case "each":
        return this.#each(source, part.items, part.turns);
      case "side":
        this.part(part.side, source);
        return this.part(part.main, source);
    }
  }

  #gives(alias: string, give: (input: unknown) => unknown) {
    return node({
      run: (input) => {
        this.#ran(alias);
        return give(input);
      },
    });
  }

  #meet(kind: string, place: Parameters<LooseBuilder["node"]>[2]): string {
    const alias = this.name(kind);
    return this.add(alias, this.step(alias, 0, false), place);
  }

  #choice(
    source: string,
    branches: readonly Part[],
    { pick, pointer }: { readonly pick: boolean | string; readonly pointer: string },
  ): string {
    const fork = this.name("fork");
    this.add(
      fork,
      this.#gives(fork, (input) => ({ ...giftOf(fork, input), pick })),
      { after: source },
    );
    const heads = branches.map(() => this.#meet("head", { after: fork }));
    const tails = branches.map((branch, index) => this.part(branch, heads[index] as string));
    this.flow =
      typeof pick === "boolean"
        ? this.flow.if(fork, pointer, { then: heads[0] as string, else: heads[1] as string })
        : this.flow.switch(fork, pointer, { cases: Object.fromEntries(heads.map((head, n) => [`case${n}`, head])) });
    return this.#meet("merge", { afterAny: tails });
  }

  #each(source: string, items: number, turns: number): string {
    const list = this.name("list");
    this.add(
      list,
      this.#gives(list, (input) => ({ items: itemsOf(list, input, items) })),
      { after: source },
    );
    const alias = this.name("each");
    this.flow = this.flow.forEach(alias, this.step(alias, turns, false), {
      over: list,
      items: "/items",
      concurrency: 2,
    });
    return alias;
  }
}

export function itemsOf(alias: string, input: unknown, count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => giftOf(`${alias}#${index}`, input));
}

async function after<T>(turns: number, give: () => T): Promise<T> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
  return give();
}
