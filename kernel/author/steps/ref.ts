import { FlowWritingError } from "./writing-error.ts";

declare const gives: unique symbol;

/**
 * What a step stands for while a flow is written: it is wired by, and never read. `Value` is what the step will give when
 * it runs; `Maybe` says that it need not run, as on a branch that is not taken.
 */
export interface Ref<Value, Maybe extends boolean = boolean> {
  readonly [gives]: { readonly value: Value; readonly maybe: Maybe };
}

export type AnyRef = Ref<unknown>;

/** An edge's beginning: the alias of a node, or a branch whose head is known once it is written. */
export interface Source {
  readonly alias: string | undefined;
  /** The edge that a failure takes. */
  readonly onFailure: boolean;
  /** The branch that decides about it. */
  readonly head: object | undefined;
}

/** What a ref hides. */
export interface Wire {
  /** The recording that it belongs to. */
  readonly recording: object;
  /** The branch in which it may be used, and in those within. */
  readonly scope: object;
  /** Several exclude each other; none stands for the event of a flow without a trigger. */
  readonly sources: readonly Source[];
  readonly maybe: boolean;
  /** For messages. */
  readonly name: string;
}

const wires = new WeakMap<object, Wire>();

/** Reading a ref as a value is a mistake that JavaScript would pass over in silence; here it throws, and says which. */
export function makeRef(wire: Wire): AnyRef {
  const read = (_target: object, key: string | symbol): never => {
    const what = key === "then" ? "awaited" : "read";
    throw new FlowWritingError(
      "STEP101",
      `${wire.name} is ${what} while the flow is written, but has no value before it runs: wire it into a step instead`,
    );
  };
  const ref = new Proxy(Object.freeze({}), { get: read, has: read, ownKeys: (target) => read(target, "") });
  wires.set(ref, wire);
  return ref as AnyRef;
}

/** What a ref hides; undefined for anything else. */
export function wireOf(value: unknown): Wire | undefined {
  return typeof value === "object" && value !== null ? wires.get(value) : undefined;
}
