import type { Flow, FlowDefinition } from "../definition.ts";
import type { Node } from "../node.ts";
import * as surface from "../surfaces.ts";
import { Recording } from "./recording.ts";
import type { AnyRef } from "./ref.ts";
import type { MapOptions, StepOptions, Steps, StepsOptions } from "./step-types.ts";

type Write = (given: AnyRef) => unknown;
type Unit = Node | Flow;

/** Runs a function of steps once and gives the definition of the flow that it wrote. Throws a `FlowWritingError`. */
export function recordSteps(
  definition: FlowDefinition,
  write: (step: Steps, payload: never) => unknown,
  { optional = false }: StepsOptions = {},
): FlowDefinition {
  const recording = new Recording(definition);
  const result = write(stepsOf(recording), recording.payload() as never);
  return recording.finish(result, optional);
}

/** The types are the interface's business; here the calls are only handed on. */
function stepsOf(recording: Recording): Steps {
  const step = (alias: string, unit: Unit, input: unknown, options?: StepOptions) =>
    recording.step(alias, unit, input, options);
  return Object.assign(step, {
    map: (alias: string, unit: Unit, over: unknown, options?: MapOptions) => recording.map(alias, unit, over, options),
    if: (source: unknown, pointer: string, to: { readonly then: Write; readonly else?: Write }) =>
      recording.choose(source, pointer, {
        branches: new Map(Object.entries({ then: to.then, ...(to.else && { else: to.else }) })),
        total: to.else !== undefined,
        make: (from, at, heads) => surface.branch(from, at, headsOf(heads, to.else !== undefined)),
      }),
    switch: (
      source: unknown,
      pointer: string,
      to: { readonly cases: Record<string, Write>; readonly default?: Write },
    ) => recording.choose(source, pointer, switchOf(to)),
    catch: (ref: unknown, ...rest: readonly [Write] | readonly [surface.CatchOptions, Write]) =>
      rest.length === 1 ? recording.catch(ref, {}, rest[0]) : recording.catch(ref, rest[0], rest[1]),
  }) as unknown as Steps;
}

function headsOf(
  heads: ReadonlyMap<string, string>,
  whole: boolean,
): { readonly then: string; readonly else?: string } {
  const then = heads.get("then") as string;
  return whole ? { then, else: heads.get("else") as string } : { then };
}

/** Cases are numbered for the aliases of their heads, since a case may be any text. */
function switchOf(to: { readonly cases: Record<string, Write>; readonly default?: Write }) {
  const cases = Object.entries(to.cases);
  const labels = cases.map(([answer], index) => (/^\w{1,24}$/.test(answer) ? answer : `case_${index + 1}`));
  const branches = new Map(cases.map(([, write], index) => [labels[index] as string, write]));
  if (to.default) branches.set("default", to.default);
  return {
    branches,
    total: to.default !== undefined,
    make: (from: string, at: string, heads: ReadonlyMap<string, string>) => {
      const known = cases.map(([answer], index) => [answer, heads.get(labels[index] as string) as string] as const);
      const fallback = heads.get("default");
      return surface.choose(from, at, {
        cases: Object.fromEntries(known),
        ...(to.default && fallback !== undefined && { default: fallback }),
      });
    },
  };
}
