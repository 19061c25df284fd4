import type { Flow } from "../../kernel/author/definition.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import type { PlaceOptions } from "../../kernel/author/place.ts";

export type Kind = "async" | "sync";

/** A flow of some size, and the same calls written by hand. */
export interface Shape {
  readonly flow: (nodes: number, kind: Kind) => Flow<never, unknown>;
  readonly byHand: (nodes: number, kind: Kind) => (payload: number) => unknown;
}

/** Every node does next to nothing, so that what is measured is what stands around it. */
const one = (value: number): number => value + 1;
const oneLater = async (value: number): Promise<number> => value + 1;
const join = (values: object): number => Object.keys(values).length;
const joinLater = async (values: object): Promise<number> => Object.keys(values).length;

const units = {
  sync: {
    one: node({ run: one as (value: unknown) => number }),
    join: node({ run: join as (value: unknown) => number }),
  },
  async: {
    one: node({ run: oneLater as (value: unknown) => Promise<number> }),
    join: node({ run: joinLater as (value: unknown) => Promise<number> }),
  },
};

/** The builder without its types, which a loop cannot follow. */
interface Builder {
  node(alias: string, unit: unknown, place?: PlaceOptions<string>): Builder;
  respond(alias: string): Flow<never, unknown>;
}

const start = (name: string) => flow(name, "1.0.0") as unknown as Builder;

/** Each node after the one before. */
const chain: Shape = {
  flow: (nodes, kind) => {
    const unit = units[kind].one;
    let builder = start("chain").node("n0", unit);
    for (let index = 1; index < nodes; index++) builder = builder.node(`n${index}`, unit, { after: `n${index - 1}` });
    return builder.respond(`n${nodes - 1}`);
  },
  byHand: (nodes, kind) => {
    if (kind === "async") {
      const calls = Array.from({ length: nodes }, () => oneLater);
      return async (payload) => {
        let value = payload;
        for (const call of calls) value = await call(value);
        return value;
      };
    }
    const calls = Array.from({ length: nodes }, () => one);
    return (payload) => {
      let value = payload;
      for (const call of calls) value = call(value);
      return value;
    };
  },
};

/** One node, then all others but the last side by side, then the last with all their outputs. */
const fanOut: Shape = {
  flow: (nodes, kind) => {
    const { one: unit, join: last } = units[kind];
    let builder = start("fan-out").node("first", unit);
    const leaves = Array.from({ length: nodes - 2 }, (_, index) => `n${index}`);
    for (const leaf of leaves) builder = builder.node(leaf, unit, { after: "first" });
    return builder.node("last", last, { after: leaves }).respond("last");
  },
  byHand: (nodes, kind) => {
    const leaves = Array.from({ length: nodes - 2 }, (_, index) => `n${index}`);
    if (kind === "async") {
      return async (payload) => {
        const first = await oneLater(payload);
        const values = await Promise.all(leaves.map(() => oneLater(first)));
        return joinLater(named(leaves, values));
      };
    }
    return (payload) => {
      const first = one(payload);
      return join(
        named(
          leaves,
          leaves.map(() => one(first)),
        ),
      );
    };
  },
};

/** What a join takes: its sources' outputs by their names. */
function named(names: readonly string[], values: readonly number[]): object {
  const joined: Record<string, number> = {};
  for (let index = 0; index < names.length; index++) joined[names[index] as string] = values[index] as number;
  return joined;
}

/** Diamonds in a row: a node, two side by side after it, and one that takes both. */
const diamond: Shape = {
  flow: (nodes, kind) => {
    const { one: unit, join: meet } = units[kind];
    let builder = start("diamond").node("top0", unit);
    const count = diamonds(nodes);
    for (let index = 0; index < count; index++) {
      if (index > 0) builder = builder.node(`top${index}`, unit, { after: `end${index - 1}` });
      builder = builder
        .node(`left${index}`, unit, { after: `top${index}` })
        .node(`right${index}`, unit, { after: `top${index}` })
        .node(`end${index}`, meet, { after: [`left${index}`, `right${index}`] });
    }
    return builder.respond(`end${count - 1}`);
  },
  byHand: (nodes, kind) => {
    const count = diamonds(nodes);
    if (kind === "async") {
      return async (payload) => {
        let value = payload;
        for (let index = 0; index < count; index++) {
          const top = await oneLater(value);
          const [left, right] = await Promise.all([oneLater(top), oneLater(top)]);
          value = await joinLater({ left, right });
        }
        return value;
      };
    }
    return (payload) => {
      let value = payload;
      for (let index = 0; index < count; index++) {
        const top = one(value);
        value = join({ left: one(top), right: one(top) });
      }
      return value;
    };
  },
};

const diamonds = (nodes: number): number => Math.max(1, Math.round(nodes / 4));

export const shapes = { chain, fanOut, diamond } as const satisfies Readonly<Record<string, Shape>>;

export type ShapeName = keyof typeof shapes;
