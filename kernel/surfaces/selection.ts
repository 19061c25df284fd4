import { type Failure, failure } from "../errors/failure.ts";
import type { IrSurface } from "../ir/schema.ts";
import { compilePointer, type Getter } from "../pointer.ts";
import { type Failing, fail } from "../result.ts";

/** The value that a surface decides by: where it is, and what it has to be. */
export interface Selection {
  readonly surface: IrSurface;
  readonly source: string;
  readonly pointer: string;
  readonly expected: "boolean" | "string" | "array";
}

/** Only for a pointer that the surface's `check` has seen. */
export function getterOf({ pointer }: Selection): Getter {
  return compilePointer(pointer) as Getter;
}

/** RUN021: what is there is missing or of another type. */
export function misfit({ surface, source, pointer, expected }: Selection, value: unknown): Failing<Failure> {
  const found = kindOf(value);
  const message = `the value at "${pointer}" of what ${source} gives is ${found}, not ${article(expected)} ${expected}`;
  return fail(failure("RUN021", message, { details: { surface: surface.id, node: source, pointer, expected, found } }));
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function article(word: string): string {
  return word === "array" ? "an" : "a";
}
