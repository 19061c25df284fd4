import type { Flow } from "../../kernel/author/definition.ts";
import { triggerAliases } from "../../kernel/author/to-ir.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { HttpMethod, HttpTrigger } from "../../triggers/http/author.ts";
import { collectingDefinitions } from "./definitions.ts";
import { standardJsonSchema, type ToJsonSchema } from "./json-schema.ts";
import { operationOf } from "./operation.ts";

export interface OpenApiOptions {
  /** Default `Flowgate`. */
  readonly title?: string;
  /** Of the API; default `1.0.0`. */
  readonly version?: string;
  /** Addresses of the gateway. */
  readonly servers?: readonly string[];
  /** Default: schemas that say it themselves; any other is left open. */
  readonly toJsonSchema?: ToJsonSchema;
}

/** What `ALL` stands for. */
const METHODS = ["get", "put", "post", "delete", "patch"] as const;

/** OpenAPI 3.1 of the flows' routes, from their schemas. Pure. */
export function openApiOf(flows: readonly Flow[], options: OpenApiOptions = {}): JsonObject {
  const { title = "Flowgate", version = "1.0.0", servers = [] } = options;
  const { toJsonSchema, schemas } = collectingDefinitions(options.toJsonSchema ?? standardJsonSchema);
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const { flow, trigger, alias } of routesOf(flows)) {
    const path = templateOf(trigger.path);
    for (const method of methodsOf(trigger.method)) {
      const operations = paths[path] ?? {};
      // Of two routes that claim one method and path, the validator refuses the second.
      operations[method] ??= operationOf({ flow, trigger, alias, method }, toJsonSchema);
      paths[path] = operations;
    }
  }
  return {
    openapi: "3.1.0",
    info: { title, version },
    ...(servers.length > 0 && { servers: servers.map((url) => ({ url })) }),
    paths,
    components: { schemas: { Error: ERROR, ...schemas } },
  };
}

function routesOf(flows: readonly Flow[]) {
  return flows.flatMap((flow) => {
    const { triggers } = flow.definition;
    const aliases = triggerAliases(triggers);
    return triggers.flatMap((spec, index) =>
      spec.kind === "http" ? [{ flow, trigger: spec as HttpTrigger, alias: aliases[index] ?? "" }] : [],
    );
  });
}

function methodsOf(method: HttpMethod): readonly string[] {
  return method === "ALL" ? METHODS : [method.toLowerCase()];
}

/** `/a/:id/:rest+` as `/a/{id}/{rest}`; OpenAPI has no word for "all that is left". */
function templateOf(path: string): string {
  return path.replaceAll(/:([A-Za-z_]\w*)\+?/g, "{$1}").replace(/\*$/, "{wildcard}");
}

/** See "Errors on the wire" of the Flow IR. */
const ERROR: JsonObject = {
  type: "object",
  required: ["error"],
  properties: {
    error: { type: "string", description: "What went wrong, for people." },
    code: { type: "string", description: "Stable; see docs/errors.md." },
    details: { type: "object" },
    run_id: { type: "string" },
  },
};
