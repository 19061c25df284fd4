import type { WiringProblem } from "../kernel/catalog.ts";
import type { TriggerWiring } from "../kernel/ir/schema.ts";

/** Fields that count something: where one is given it is a whole number above 0. */
export function countProblems(wiring: TriggerWiring, fields: readonly string[]): readonly WiringProblem[] {
  return fields
    .filter((field) => wiring[field] !== undefined && !(Number.isInteger(wiring[field]) && Number(wiring[field]) > 0))
    .map((field) => ({ code: "DAG001", message: `${field} is ${String(wiring[field])}, not a whole number above 0` }));
}

/** The fields that were given, for a wiring that says nothing of the others. */
export function given(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
