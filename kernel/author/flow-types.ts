import type { Flow } from "./flow.ts";
import type { Node } from "./node.ts";

/** The value ends of a node or of a flow used as one. */
export type AnyNode = Node<never, unknown, unknown, unknown> | Flow<never, unknown>;

export type InputOf<N> = N extends { readonly ends?: { readonly takes: (value: infer In) => void } } ? In : never;
export type OutputOf<N> = N extends { readonly ends?: { readonly gives: infer Out } } ? Out : never;

/** Output type by alias of all nodes added so far. */
export type Outputs = Readonly<Record<string, unknown>>;

export interface EdgeOptions {
  readonly delivery?: "at_least_once" | "at_most_once" | "exactly_once";
  readonly ordering?: "ordered" | "unordered";
  readonly partitionKey?: string;
  /** Milliseconds from delivery until the node must be done. */
  readonly timeoutMs?: number;
  readonly buffer?: {
    readonly maxItems?: number;
    readonly spillThresholdBytes?: number;
    readonly spillTier?: string;
    readonly onDrop?: string;
  };
}

export interface PlaceOptions<Alias extends string> extends EdgeOptions {
  /** One source: its output is the input. Several: all are awaited and the input is an object keyed by alias. */
  readonly after?: Alias | readonly Alias[];
  /** Branches that meet again: the one that was taken delivers the input. */
  readonly afterAny?: readonly Alias[];
  /** The run does not wait for this node and what follows it. */
  readonly detached?: boolean;
}

/** What the node is given, by where it stands. Without `after` or `afterAny` that is the trigger's payload. */
export type Delivered<O extends Outputs, Payload, Place> = Place extends { readonly after: infer A }
  ? A extends readonly string[]
    ? { readonly [K in A[number]]: O[K] }
    : A extends string
      ? O[A]
      : Payload
  : Place extends { readonly afterAny: readonly (infer A extends string)[] }
    ? O[A]
    : Payload;

/** `true`, or a type whose text says what does not fit. `unknown` is checked when it arrives instead. */
export type Fits<Given, Wanted> = unknown extends Given
  ? true
  : Given extends Wanted
    ? true
    : { readonly "this node is given": Given; readonly "but takes": Wanted };

/** The type a JSON Pointer leads to; `unknown` where the pointer or the value is not known exactly. */
export type At<Value, Pointer extends string> = string extends Pointer
  ? unknown
  : Pointer extends ""
    ? Value
    : Pointer extends `/${infer Key}/${infer Rest}`
      ? At<Member<Value, Key>, `/${Rest}`>
      : Pointer extends `/${infer Key}`
        ? Member<Value, Key>
        : never;

type Member<Value, Key extends string> = unknown extends Value
  ? unknown
  : Value extends readonly (infer Item)[]
    ? Item | undefined
    : Key extends keyof Value
      ? Value[Key]
      : undefined;

export type ItemOf<List> = unknown extends List ? unknown : List extends readonly (infer Item)[] ? Item : never;
