import type { Caught } from "../../errors/failure.ts";
import type { AnyNode, At, Fits, InputOf, ItemOf, OutputOf } from "../flow-types.ts";
import type { EdgeOptions } from "../place.ts";
import type { CatchOptions, ErrorHandlerOptions, RateLimitOptions } from "../surfaces.ts";
import type { AnyRef, Ref } from "./ref.ts";

/** What a step takes: one ref, or an object of refs, which is given as an object under the same keys. */
export type Wiring = AnyRef | { readonly [key: string]: AnyRef };

export interface StepOptions extends EdgeOptions {
  /** The run does not wait for this step and what follows it. */
  readonly detached?: boolean;
  /** Milliseconds that one try may take. */
  readonly timeoutMs?: number;
  /** What happens when the step fails. `continue` lets the others go on, so that this one may give nothing. */
  readonly onError?: Omit<ErrorHandlerOptions<string>, "nodes">;
  /** At most so many over all runs. */
  readonly rateLimit?: RateLimitOptions;
}

export interface MapOptions extends StepOptions {
  /** JSON Pointer to the array in what the ref gives; left out, that is the array itself. */
  readonly items?: string;
  /** Items at once; default 6. */
  readonly concurrency?: number;
  /** Each item gives `{ ok: true, value }` or `{ ok: false, error }` in its place, and none fails the step. */
  readonly settle?: boolean;
}

/** One item of a map that settles. */
export type Settled<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Caught };

/** A check that reads as an error: nothing to add when it holds, a property that cannot be there when not. */
type Holds<Check> = Check extends true ? unknown : Check;

export type ValueOf<R> = R extends Ref<infer Value> ? Value : never;
type MaybeOf<R> = R extends Ref<unknown, infer Maybe> ? Maybe : false;

type RequiredKeys<W> = { [Key in keyof W]: true extends MaybeOf<W[Key]> ? never : Key }[keyof W];
type OptionalKeys<W> = { [Key in keyof W]: true extends MaybeOf<W[Key]> ? Key : never }[keyof W];

/** What a step is given. A ref that may give nothing is an optional key. */
export type GivenBy<W> =
  W extends Ref<infer Value>
    ? Value
    : Flat<
        { readonly [Key in RequiredKeys<W>]: ValueOf<W[Key]> } & {
          readonly [Key in OptionalKeys<W>]?: ValueOf<W[Key]>;
        }
      >;

type Flat<Shape> = { [Key in keyof Shape]: Shape[Key] };

/** Whether a step may be passed over: its only input may be missing, or its failure is let go. */
type Misses<W, O> = O extends { readonly onError: { readonly strategy: "continue" } }
  ? true
  : W extends Ref<unknown, infer Maybe>
    ? Maybe
    : RequiredKeys<W> extends never
      ? true
      : false;

/** What one item gives. */
type ItemGives<Out, O> = O extends { readonly settle: true }
  ? Settled<Out>
  : O extends { readonly onError: { readonly strategy: "continue" } }
    ? Out | null
    : Out;

/** What a branch gives: nothing where it returns nothing. */
type BranchValue<R> = R extends Ref<infer Value> ? Value : never;
type BranchMisses<R> = R extends Ref<unknown, infer Maybe> ? Maybe : true;

/** One way that may miss is enough. */
type Some<Maybe extends boolean> = true extends Maybe ? true : false;

type Branch<Given, R> = (given: Ref<Given, false>) => R;
/** A branch may also end without a value. */
type Nothing = ReturnType<() => void>;
type Returned = AnyRef | undefined | Nothing;

/** A check of what a step is given; the message names the given type first, then the wanted one. */
type Takes<W, N> = Holds<Fits<GivenBy<W>, InputOf<N>>>;

type ItemsOf<R, O> = At<ValueOf<R>, O extends { readonly items: infer I extends string } ? I : "">;

/** Writes a flow: each call adds a step to the graph and gives the ref that stands for its output. Nothing runs yet. */
export interface Steps {
  /** Adds a node, or a flow as a node, under an alias of its own. */
  <N extends AnyNode, const W extends Wiring, const O extends StepOptions = Record<never, never>>(
    alias: string,
    unit: N,
    input: W & Takes<W, N>,
    options?: O,
  ): Ref<OutputOf<N>, Misses<W, O>>;

  /** Runs a node or flow once per item of an array and gives the outputs in the order of the items. */
  map<N extends AnyNode, const R extends AnyRef, const O extends MapOptions = Record<never, never>>(
    alias: string,
    unit: N,
    over: R & Holds<Fits<ItemOf<ItemsOf<R, O>>, InputOf<N>>>,
    options?: O,
  ): Ref<ItemGives<OutputOf<N>, O>[], MaybeOf<R>>;

  /** Takes `then` where the boolean at `pointer` is true, else `else`, which may be left out. */
  if<const R extends AnyRef, const I extends string, Then extends Returned, Else extends Returned = undefined>(
    source: R,
    pointer: I & Holds<Fits<At<ValueOf<R>, I>, boolean>>,
    branches: { readonly then: Branch<ValueOf<R>, Then>; readonly else?: Branch<ValueOf<R>, Else> },
  ): Ref<BranchValue<Then> | BranchValue<Else>, Some<BranchMisses<Then> | BranchMisses<Else> | MaybeOf<R>>>;

  /** Takes the branch that the string at `pointer` names, `default` for any other, none without a default. */
  switch<
    const R extends AnyRef,
    const I extends string,
    const Cases extends Readonly<Record<string, Branch<ValueOf<R>, Returned>>>,
    Default extends Returned = undefined,
  >(
    source: R,
    pointer: I & Holds<Fits<At<ValueOf<R>, I>, string>>,
    branches: { readonly cases: Cases; readonly default?: Branch<ValueOf<R>, Default> },
  ): Ref<
    BranchValue<ReturnType<Cases[keyof Cases]>> | BranchValue<Default>,
    Some<BranchMisses<ReturnType<Cases[keyof Cases]>> | BranchMisses<Default> | MaybeOf<R>>
  >;

  /**
   * Hands the failure of the step behind `ref` to `handler` instead of ending the run; gives what the step gave, or else
   * what the handler did.
   */
  catch<const R extends AnyRef, Handled extends Returned>(
    ref: R,
    handler: Branch<Caught, Handled>,
  ): Ref<ValueOf<R> | BranchValue<Handled>, Some<BranchMisses<Handled> | MaybeOf<R>>>;
  catch<const R extends AnyRef, Handled extends Returned>(
    ref: R,
    options: CatchOptions,
    handler: Branch<Caught, Handled>,
  ): Ref<ValueOf<R> | BranchValue<Handled>, Some<BranchMisses<Handled> | MaybeOf<R>>>;
}

/** Of a flow written in steps: a result that may be missing has to be said, and is answered 204. */
export interface StepsOptions {
  readonly optional?: boolean;
}

/** Nothing to add where the result is sure, or may be missing by the author's word; else a type that says what to do. */
export type ResultFits<R, O> =
  true extends MaybeOf<R>
    ? O extends { readonly optional: true }
      ? unknown
      : { readonly "this result may be missing": "return one that is sure, or pass { optional: true }" }
    : unknown;
