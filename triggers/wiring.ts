import type { WiringProblem } from "../kernel/catalog.ts";
import type { TriggerWiring } from "../kernel/ir/schema.ts";
import { escapeSegment, plainText } from "../kernel/json.ts";
import { pointerTokens } from "../kernel/pointer.ts";

/** Fields that count something: where one is given it is a whole number above 0. */
export function countProblems(wiring: TriggerWiring, fields: readonly string[]): readonly WiringProblem[] {
  return fields
    .filter((field) => wiring[field] !== undefined && !(Number.isInteger(wiring[field]) && Number(wiring[field]) > 0))
    .map((field) => ({
      code: "DAG001",
      message: `${field} is ${plainText(wiring[field])}, not a whole number above 0`,
    }));
}

/** Where a trigger looks for a key: a pointer that is none would find nothing in any event. */
export function pointerProblems(field: string, pointers: readonly unknown[]): readonly WiringProblem[] {
  return pointers.flatMap((pointer) => {
    if (typeof pointer === "string" && pointerTokens(pointer)) return [];
    const instead =
      typeof pointer === "string" ? `; for the field of that name write "/${escapeSegment(pointer)}"` : "";
    return [{ code: "DAG001" as const, message: `${field}: ${JSON.stringify(pointer)} is no JSON Pointer${instead}` }];
  });
}

/** The keys of a trigger's wiring. */
export function keyProblems({ idempotency: keys }: TriggerWiring): readonly WiringProblem[] {
  if (typeof keys !== "object" || keys === null) return [];
  const { key, remember } = keys as Readonly<Record<string, unknown>>;
  const problems = key === undefined ? [] : [...pointerProblems("idempotency.key", [key].flat())];
  const dag001 = (message: string) => problems.push({ code: "DAG001", message });
  if (Array.isArray(key) && key.length === 0)
    dag001("idempotency.key names no pointer, so that all events have one key");
  if (remember !== undefined && remember !== "final" && remember !== "any") {
    dag001(`idempotency.remember is ${JSON.stringify(remember)}, not "final" or "any"`);
  }
  return [...problems, ...countProblems(keys as TriggerWiring, ["ttl_ms"])];
}

/** The fields that were given, for a wiring that says nothing of the others. */
export function given(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
