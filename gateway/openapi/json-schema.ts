import type { StandardJSONSchemaV1 } from "@standard-schema/spec";
import type { Schema } from "../../kernel/author/schema.ts";
import type { JsonObject } from "../../kernel/json.ts";

/** The JSON Schema (draft 2020-12) of what a schema takes or gives; undefined where it does not say. */
export type ToJsonSchema = (schema: Schema, side: "input" | "output") => JsonObject | undefined;

/** Of schemas that say it themselves, as Standard JSON Schema has it. */
export const standardJsonSchema: ToJsonSchema = (schema, side) => {
  const { jsonSchema } = schema["~standard"] as Partial<StandardJSONSchemaV1["~standard"]>;
  if (jsonSchema === undefined) return undefined;
  try {
    return withoutDialect(jsonSchema[side]({ target: "draft-2020-12" }) as JsonObject);
  } catch {
    // What JSON Schema cannot say is left open.
    return undefined;
  }
};

/** OpenAPI 3.1 speaks this dialect by itself. */
export function withoutDialect({ $schema: _, ...schema }: JsonObject): JsonObject {
  return schema;
}
