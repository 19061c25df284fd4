import type { Flow } from "./definition.ts";
import type { Node } from "./node.ts";

/** The value ends of a node or of a flow used as one. */
export type AnyNode = Node<never, unknown, unknown, unknown> | Flow<never, unknown>;

export type InputOf<N> = N extends { readonly ends?: { readonly takes: (value: infer In) => void } } ? In : never;
export type OutputOf<N> = N extends { readonly ends?: { readonly gives: infer Out } } ? Out : never;

/** Output type by alias of all nodes added so far. */
export type Outputs = Readonly<Record<string, unknown>>;

/** What the node is given, by where it stands. Without `after` or `afterAny` that is the trigger's payload. */
export type Delivered<O extends Outputs, Payload, Place> = Place extends { readonly after: infer A }
  ? A extends readonly string[]
    ? Place extends { readonly live: true }
      ? { readonly [K in A[number]]?: O[K] }
      : { readonly [K in A[number]]: O[K] }
    : A extends string
      ? O[A]
      : Payload
  : Place extends { readonly afterAny: readonly (infer A extends string)[] }
    ? O[A]
    : Payload;

/** `true`, or a type whose text says what does not fit. What is `unknown`, or has it, is checked when it arrives instead. */
export type Fits<Given, Wanted> = unknown extends Given
  ? true
  : [Given] extends [Wanted]
    ? true
    : [Trusted<Given>] extends [Wanted]
      ? true
      : { readonly "this node is given": Given; readonly "but takes": Wanted };

/** Members that are `unknown` as such that fit anything. */
type Trusted<Given> = { [Key in keyof Given]: unknown extends Given[Key] ? never : Given[Key] };

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

/** The type of an array's items; for what is no array, a type that fits nothing and says so. */
export type ItemOf<List> = unknown extends List
  ? unknown
  : [List] extends [readonly (infer Item)[]]
    ? Item
    : { readonly "there is no array but": List };
