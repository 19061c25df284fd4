import * as v from "valibot";
import type { IrSurface } from "../ir/schema.ts";
import { ok } from "../result.ts";
import { branchingFindings, setsBranching } from "./branching.ts";
import { alias, pointer, readConfig, textAt, version } from "./config.ts";
import { getterOf, misfit, type Selection } from "./selection.ts";
import type { PlanEffect } from "./step-effect.ts";
import type { Decision, LookUp, Surface } from "./surface.ts";

const isAlias = (value: unknown): value is string => typeof value === "string" && value !== "";

/** Read with `Object.entries`: valibot's `record` leaves out a case called `constructor`. */
const cases = v.custom<Readonly<Record<string, string>>>((value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const branches: readonly unknown[] = Object.values(value);
  return branches.length > 0 && branches.every(isAlias);
}, "must be an object that gives the alias of a node for each of one or more answers");

const Config = v.looseObject({
  v: version,
  source: alias,
  selector_pointer: pointer,
  cases,
  default: v.nullish(alias),
});

const codes = { config: "CTRL110", edge: "CTRL111" } as const;

/** Takes the branch that a string in the source's output names. */
export const switchSurface: Surface = {
  kind: "switch",
  second: "CTRL112",
  sets: [setsBranching],
  decides,
  plan,
  check: (surface, graph) => {
    const read = readConfig(surface, graph, { schema: Config, code: codes.config });
    if (!read.ok) return read.failure;
    const { source, cases, default: fallback } = read.value;
    return branchingFindings(surface, graph, { source, branches: branchesOf(cases, fallback) }, codes);
  },
};

function branchesOf(cases: Readonly<Record<string, string>>, fallback: string | null | undefined): readonly string[] {
  return [...Object.values(cases), ...(fallback == null ? [] : [fallback])];
}

function decides(surface: IrSurface): Decision | undefined {
  const source = textAt(surface, "source");
  if (source === undefined) return undefined;
  const fallback = textAt(surface, "default");
  const branches: readonly unknown[] = Object.values(surface.config.cases ?? {});
  return { source, targets: [...branches, fallback].filter(isAlias), total: fallback !== undefined };
}

function plan(surface: IrSurface, lookUp: LookUp): PlanEffect {
  const { source, selector_pointer, cases, default: fallback } = v.parse(Config, surface.config);
  const selection: Selection = { surface, source, pointer: selector_pointer, expected: "string" };
  const select = getterOf(selection);
  const steps = new Map(Object.entries(cases).map(([answer, branch]) => [answer, ok(lookUp(branch))]));
  const otherwise = ok(fallback == null ? -1 : lookUp(fallback));
  const choose = (output: unknown) => {
    const value = select(output);
    return typeof value === "string" ? (steps.get(value) ?? otherwise) : misfit(selection, value);
  };
  return { [source]: { branch: { targets: branchesOf(cases, fallback), choose } } };
}
