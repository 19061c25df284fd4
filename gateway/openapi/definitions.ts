import type { JsonObject } from "../../kernel/json.ts";
import type { ToJsonSchema } from "./json-schema.ts";

export interface Definitions {
  readonly toJsonSchema: ToJsonSchema;
  /** What was taken out of the schemas so far, under new names. */
  readonly schemas: Record<string, JsonObject>;
}

/** A schema's own `$defs` are found from the root of its document, which is another one here: they move to components. */
export function collectingDefinitions(toJsonSchema: ToJsonSchema): Definitions {
  const schemas: Record<string, JsonObject> = {};
  const collect: ToJsonSchema = (schema, side) => {
    const { $defs, ...rest } = toJsonSchema(schema, side) ?? {};
    if (typeof $defs !== "object" || $defs === null) return rest;
    const names = new Map<string, string>();
    for (const name of Object.keys($defs)) names.set(name, `Schema${Object.keys(schemas).length + names.size + 1}`);
    const moved = (found: JsonObject): JsonObject =>
      JSON.parse(JSON.stringify(found), (key, value) => (key === "$ref" ? referTo(value, names) : value));
    for (const [name, found] of Object.entries($defs)) schemas[names.get(name) ?? name] = moved(found as JsonObject);
    return moved(rest);
  };
  return { toJsonSchema: collect, schemas };
}

function referTo(reference: unknown, names: ReadonlyMap<string, string>): unknown {
  const name = typeof reference === "string" ? names.get(reference.replace("#/$defs/", "")) : undefined;
  return name === undefined ? reference : `#/components/schemas/${name}`;
}
