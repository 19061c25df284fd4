import type { Flow, Placed } from "../../kernel/author/definition.ts";
import type { Schema } from "../../kernel/author/schema.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { BodyKind, HttpTrigger } from "../../triggers/http/author.ts";
import type { ToJsonSchema } from "./json-schema.ts";

export interface Route {
  readonly flow: Flow;
  readonly trigger: HttpTrigger;
  readonly alias: string;
  /** In small letters. */
  readonly method: string;
}

/** One method of one path. */
export function operationOf(route: Route, toJsonSchema: ToJsonSchema): JsonObject {
  const { flow, trigger, alias, method } = route;
  const { summary, tags } = flow.definition.options;
  const several = flow.definition.triggers.filter(({ kind }) => kind === "http").length > 1 || trigger.method === "ALL";
  const body = bodyKind(trigger, method);
  const input = trigger.input ? undefined : inputSchema(flow, toJsonSchema);
  return {
    operationId: several ? `${flow.name}.${alias}.${method}` : flow.name,
    ...(summary !== undefined && { summary }),
    ...(tags && { tags }),
    ...parametersOf(trigger, body === "none" ? input : undefined),
    ...(body !== "none" && { requestBody: requestBody(body, input) }),
    responses: { ...success(route, toJsonSchema), default: FAILURE },
  };
}

const FAILURE: JsonObject = {
  description: "It failed; the code says why.",
  content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
};

function bodyKind({ body }: HttpTrigger, method: string): BodyKind {
  if (method === "get") return "none";
  return body ?? (method === "delete" ? "none" : "json");
}

/** What the first node takes, where there is one first node. */
function inputSchema({ definition }: Flow, toJsonSchema: ToJsonSchema): JsonObject | undefined {
  const first = definition.placed.filter(({ place }) => place.after === undefined && place.afterAny === undefined);
  const schema = first.length === 1 ? schemaOf(first[0], "input") : undefined;
  return schema && toJsonSchema(schema, "input");
}

function schemaOf(placed: Placed | undefined, side: "input" | "output"): Schema | undefined {
  return placed?.unit.kind === "node" ? (placed.unit[side] as Schema | undefined) : undefined;
}

/** The path's params, the members of the input that are none of them, and the key of the event. */
function parametersOf({ path, idempotency }: HttpTrigger, query: JsonObject | undefined): JsonObject {
  const names = [...path.matchAll(/:([A-Za-z_]\w*)/g)].map(([, name = ""]) => name);
  if (path.endsWith("*")) names.push("wildcard");
  const members = Object.entries(objectAt(query, "properties")).filter(([name]) => !names.includes(name));
  const required = new Set(Array.isArray(query?.required) ? query.required : []);
  const keys = idempotency === false ? undefined : idempotency;
  const parameters = [
    ...names.map((name) => ({
      name,
      in: "path",
      required: true,
      schema: objectAt(query, "properties")[name] ?? { type: "string" },
    })),
    ...members.map(([name, schema]) => ({ name, in: "query", required: required.has(name), schema })),
    ...(keys
      ? [{ name: "Idempotency-Key", in: "header", required: keys.required ?? false, schema: { type: "string" } }]
      : []),
  ];
  return parameters.length === 0 ? {} : { parameters };
}

function objectAt(schema: JsonObject | undefined, key: string): JsonObject {
  const found = schema?.[key];
  return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as JsonObject) : {};
}

const TYPES: Readonly<Record<Exclude<BodyKind, "none">, readonly string[]>> = {
  json: ["application/json"],
  text: ["text/plain"],
  form: ["application/x-www-form-urlencoded", "multipart/form-data"],
  bytes: ["application/octet-stream"],
  stream: ["application/octet-stream"],
};

function requestBody(kind: Exclude<BodyKind, "none">, input: JsonObject | undefined): JsonObject {
  const media = kind === "json" || kind === "form" ? { schema: input ?? {} } : {};
  return { required: kind === "json", content: Object.fromEntries(TYPES[kind].map((type) => [type, media])) };
}

function success({ flow, trigger }: Route, toJsonSchema: ToJsonSchema): JsonObject {
  if (trigger.respond === "async") {
    return { "202": { description: "Taken; `Location` says where to ask how it went." } };
  }
  const capture = flow.definition.placed.find(({ alias }) => alias === flow.definition.capture);
  const schema = schemaOf(capture, "output");
  const media = { schema: (schema && toJsonSchema(schema, "output")) ?? {} };
  switch (capture?.unit.kind === "node" && capture.unit.stream) {
    case "json":
      return {
        "200": {
          description: "A stream of items.",
          content: { "text/event-stream": media, "application/x-ndjson": media },
        },
      };
    case "bytes":
      return { "200": { description: "Bytes as they come.", content: { "*/*": {} } } };
    default:
      return { "2XX": { description: "What the flow gives.", content: { "application/json": media } } };
  }
}
