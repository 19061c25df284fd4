import type { Flow } from "../kernel/author/definition.ts";

/** The flows that a module exports: its `flows`, or else its default, or else every export that is one. */
export function flowsOf({ flows, default: main, ...others }: Readonly<Record<string, unknown>>): readonly Flow[] {
  const found = [[flows], [main], Object.values(others)].map((exported) => exported.flat().filter(isFlow));
  return [...new Set(found.find(({ length }) => length > 0))];
}

function isFlow(value: unknown): value is Flow {
  if (typeof value !== "object" || value === null) return false;
  return "kind" in value && value.kind === "flow" && "ir" in value && "definition" in value;
}
