import { toJsonSchema } from "@valibot/to-json-schema";
import type { GenericSchema } from "valibot";
import type { JsonObject } from "../../kernel/json.ts";
import { standardJsonSchema, type ToJsonSchema, withoutDialect } from "./json-schema.ts";

/** Of valibot's schemas, and of those that say it themselves; what JSON Schema cannot say is left open. */
export const jsonSchemaOf: ToJsonSchema = (schema, side) => {
  if (schema["~standard"].vendor !== "valibot") return standardJsonSchema(schema, side);
  const options = { typeMode: side, errorMode: "ignore", target: "draft-2020-12" } as const;
  return withoutDialect(toJsonSchema(schema as unknown as GenericSchema, options) as JsonObject);
};
