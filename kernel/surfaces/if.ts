import * as v from "valibot";
import type { IrSurface } from "../ir/schema.ts";
import { ok } from "../result.ts";
import { branchingFindings, setsBranching } from "./branching.ts";
import { alias, pointer, readConfig, textAt, version } from "./config.ts";
import { getterOf, misfit, type Selection } from "./selection.ts";
import type { PlanEffect } from "./step-effect.ts";
import type { Decision, LookUp, Surface } from "./surface.ts";

const Config = v.looseObject({
  v: version,
  source: alias,
  selector_pointer: pointer,
  then: alias,
  else: v.optional(alias),
});

/** Stands for no branch. */
const NONE = -1;

const codes = { config: "CTRL120", edge: "CTRL121" } as const;

/** Takes one of two branches by a boolean in the source's output. Without `else` nothing is taken when it is false. */
export const ifSurface: Surface = {
  kind: "if",
  second: "CTRL122",
  sets: [setsBranching],
  decides,
  plan,
  check: (surface, graph) => {
    const read = readConfig(surface, graph, { schema: Config, code: codes.config });
    if (!read.ok) return read.failure;
    const { source, then, else: otherwise } = read.value;
    return branchingFindings(
      surface,
      graph,
      { source, branches: otherwise === undefined ? [then] : [then, otherwise] },
      codes,
    );
  },
};

function decides(surface: IrSurface): Decision | undefined {
  const source = textAt(surface, "source");
  const branches = [textAt(surface, "then"), textAt(surface, "else")];
  const targets = branches.filter((branch) => branch !== undefined);
  const total = surface.config.else !== undefined;
  return source === undefined ? undefined : { source, targets, total };
}

function plan(surface: IrSurface, lookUp: LookUp): PlanEffect {
  const { source, selector_pointer, then, else: otherwise } = v.parse(Config, surface.config);
  const selection: Selection = { surface, source, pointer: selector_pointer, expected: "boolean" };
  const select = getterOf(selection);
  const whenTrue = ok(lookUp(then));
  const whenFalse = ok(otherwise === undefined ? NONE : lookUp(otherwise));
  const choose = (output: unknown) => {
    const value = select(output);
    if (value === true) return whenTrue;
    return value === false ? whenFalse : misfit(selection, value);
  };
  return { [source]: { branch: { targets: otherwise === undefined ? [then] : [then, otherwise], choose } } };
}
