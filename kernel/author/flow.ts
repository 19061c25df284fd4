import type { CancelSignal } from "../cancel.ts";
import type { FlowIr, IrSurface } from "../ir/schema.ts";
import type { Flow, FlowDefinition, FlowOptions } from "./definition.ts";
import type { AnyNode, At, Delivered, Fits, InputOf, ItemOf, OutputOf, Outputs } from "./flow-types.ts";
import { type Node, type NodeOptions, type NodeOutput, node, type Streams } from "./node.ts";
import type { EdgeOptions, PlaceOptions } from "./place.ts";
import type { Schema, Takes } from "./schema.ts";
import type { AnyRef, Ref } from "./steps/ref.ts";
import type { ResultFits, Steps, StepsOptions, ValueOf } from "./steps/step-types.ts";
import { recordSteps } from "./steps/steps.ts";
import * as surface from "./surfaces.ts";
import { definitionToIr } from "./to-ir.ts";
import type { TriggerSpec } from "./trigger.ts";
import type { Uses } from "./uses.ts";

/** A check that reads as an error: nothing to add when it holds, a property that cannot be there when not. */
type Holds<Check> = Check extends true ? unknown : Check;

type Alias<O extends Outputs> = keyof O & string;

type IsEntry<Place> = Place extends { readonly after: unknown } | { readonly afterAny: unknown } ? false : true;

/** With no place given, the payload must fit the node itself. */
type EntryFits<N, Place, Payload> = IsEntry<Place> extends true ? Holds<Fits<Payload, InputOf<N>>> : unknown;

type PlaceFits<O extends Outputs, N, Place, Payload> =
  IsEntry<Place> extends true ? unknown : Holds<Fits<Delivered<O, Payload, Place>, InputOf<N>>>;

type Entering<N, Place> = IsEntry<Place> extends true ? InputOf<N> : unknown;

/** What a trigger gives; anything where there is none yet. */
type Event<Payload> = [Payload] extends [never] ? unknown : Payload;

/** Collects a flow. Each call returns a new builder; aliases and types are checked as you go. */
export interface FlowBuilder<O extends Outputs, Payload, In, Signal = CancelSignal> {
  /** Adds triggers. Several in one flow are allowed when they are named here. */
  on<const T extends readonly TriggerSpec<unknown>[]>(
    ...triggers: T
  ): FlowBuilder<O, (T[number] extends TriggerSpec<infer P> ? P : never) | Payload, In, Signal>;

  /**
   * Writes the whole flow as one node: `run(input, uses, context)` gives the result. Options are those of `node`.
   * Finishes the flow.
   */
  handle<
    const IS extends Schema | undefined = undefined,
    const OS extends Schema | undefined = undefined,
    U extends Uses = Record<never, never>,
    S extends Streams = false,
    R = unknown,
  >(
    options: NodeOptions<IS, OS, U, S, R, Signal> & Holds<Fits<Payload, Takes<IS>>>,
  ): Flow<In & Takes<IS>, NodeOutput<OS, R, S>>;

  /**
   * Writes the flow as a function of its steps. It runs once, when the module loads, and wires by the refs that steps
   * give; the ref that it returns is the result. Finishes the flow.
   */
  steps<R extends AnyRef, const O extends StepsOptions = Record<never, never>, P = Event<Payload>>(
    write: ((step: Steps, payload: Ref<P, false>) => R & ResultFits<R, O>) & Holds<Fits<Event<Payload>, P>>,
    options?: O,
  ): Flow<In & P, ValueOf<R>>;

  /** Adds a node, or a flow as a node. Without `after` or `afterAny` it takes the trigger's payload. */
  node<const A extends string, N extends AnyNode, const P extends PlaceOptions<Alias<O>> = Record<never, never>>(
    alias: A,
    unit: N & EntryFits<N, P, Payload>,
    place?: P & PlaceFits<O, N, P, Payload>,
  ): FlowBuilder<O & { readonly [K in A]: OutputOf<N> }, Payload, In & Entering<N, P>, Signal>;

  /** Adds a node that runs once per item of the array at `items` in the output of `over`, and gives an array. */
  forEach<const A extends string, N extends AnyNode, const S extends Alias<O>, const I extends string>(
    alias: A,
    unit: N & Holds<Fits<ItemOf<At<O[S], I>>, InputOf<N>>>,
    options: EdgeOptions & {
      readonly over: S;
      readonly items: I;
      /** Items at once; default 6. */
      readonly concurrency?: number;
    },
  ): FlowBuilder<O & { readonly [K in A]: OutputOf<N>[] }, Payload, In, Signal>;

  /** Takes one of two branches that follow `source`, by the boolean at `pointer` in its output. */
  if<const S extends Alias<O>, const I extends string>(
    source: S,
    pointer: I & Holds<Fits<At<O[S], I>, boolean>>,
    branches: { readonly then: Alias<O>; readonly else: Alias<O> },
  ): FlowBuilder<O, Payload, In, Signal>;

  /** Takes the branch that the string at `pointer` names, `default` for any other, none without a default. */
  switch<const S extends Alias<O>, const I extends string>(
    source: S,
    pointer: I & Holds<Fits<At<O[S], I>, string>>,
    branches: { readonly cases: Readonly<Record<string, Alias<O>>>; readonly default?: Alias<O> },
  ): FlowBuilder<O, Payload, In, Signal>;

  /** What happens when one of `nodes` fails. `continue` drops the branch and lets the others go on. */
  onError(options: surface.ErrorHandlerOptions<Alias<O>>): FlowBuilder<O, Payload, In, Signal>;

  /** At most `qps` a second on average, `burst` at once, over all runs. */
  rateLimit(target: Alias<O>, limit: surface.RateLimitOptions): FlowBuilder<O, Payload, In, Signal>;

  timeout(target: Alias<O>, timeoutMs: number): FlowBuilder<O, Payload, In, Signal>;

  /** Any control surface, as it stands in the Flow IR. */
  surface(surface: IrSurface): FlowBuilder<O, Payload, In, Signal>;

  /** Names the node whose output is the flow's result, and finishes the flow. */
  respond<const A extends Alias<O>>(capture: A): Flow<In, O[A]>;
}

/** `flow` with the platform's own signal type; see `NodeContext`. */
export interface FlowAuthor<Signal> {
  (name: string, version: string, options?: FlowOptions): FlowBuilder<Record<never, never>, never, unknown, Signal>;
  (name: string, options?: FlowOptions): FlowBuilder<Record<never, never>, never, unknown, Signal>;
}

const FIRST_VERSION = "1.0.0";

/** Starts a flow. `version` is semver, 1.0.0 where it is left out; with the name it is the flow's identity. */
export const flow: FlowAuthor<CancelSignal> = (
  name: string,
  version: string | FlowOptions = FIRST_VERSION,
  options: FlowOptions = {},
) => {
  const said = typeof version === "string" ? { version, options } : { version: FIRST_VERSION, options: version };
  return builder({ name, ...said, triggers: [], placed: [], surfaces: [] });
};

/** Alias of the node of a flow that is one. */
const HANDLE = "handle";

type LooseBuilder = FlowBuilder<Record<string, never>, never, unknown>;

/** The types above are the interface's business; here a definition only grows. */
function builder(draft: FlowDefinition): FlowBuilder<never, never, unknown> {
  const withSurface = (added: IrSurface) => builder({ ...draft, surfaces: [...draft.surfaces, added] });
  const place = (alias: string, unit: unknown, at: PlaceOptions<string> = {}): FlowDefinition => ({
    ...draft,
    placed: [...draft.placed, { alias, unit: unit as Node | Flow, place: at }],
  });
  return {
    on: (...triggers: readonly TriggerSpec[]) => builder({ ...draft, triggers: [...draft.triggers, ...triggers] }),
    handle: (options: Parameters<typeof node>[0]) => finish({ ...place(HANDLE, node(options)), capture: HANDLE }),
    steps: (write: Parameters<typeof recordSteps>[1], options?: StepsOptions) =>
      finish(recordSteps(draft, write, options)),
    node: (alias: string, unit: unknown, at?: PlaceOptions<string>) => builder(place(alias, unit, at)),
    forEach: (alias: string, unit: unknown, options: surface.ForEachOptions) => {
      const { over, items, concurrency, ...edge } = options;
      const grown = place(alias, unit, { ...edge, after: over });
      return builder({ ...grown, surfaces: [...draft.surfaces, surface.forEach(alias, options)] });
    },
    if: (...args: Parameters<typeof surface.branch>) => withSurface(surface.branch(...args)),
    switch: (...args: Parameters<typeof surface.choose>) => withSurface(surface.choose(...args)),
    onError: (options: surface.ErrorHandlerOptions<string>) =>
      withSurface(surface.errorHandler(options, draft.surfaces.length)),
    rateLimit: (...args: Parameters<typeof surface.rateLimit>) => withSurface(surface.rateLimit(...args)),
    timeout: (...args: Parameters<typeof surface.timeout>) => withSurface(surface.timeout(...args)),
    surface: withSurface,
    respond: (capture: string) => finish({ ...draft, capture }),
  } as unknown as LooseBuilder as never;
}

function finish(definition: FlowDefinition): Flow<never, never> {
  let ir: FlowIr | undefined;
  return Object.freeze({
    kind: "flow" as const,
    name: definition.name,
    version: definition.version,
    definition,
    get ir() {
      ir ??= definitionToIr(definition);
      return ir;
    },
  });
}
