import type { Feature } from "../features/feature.ts";
import { type OpenApiOptions, openApiOf } from "./open-api.ts";
import { jsonSchemaOf } from "./valibot-json-schema.ts";

/** `GET /_flow/openapi.json`: the routes of the mounted flows as OpenAPI 3.1, for whoever calls them and may read it. Made when first asked for. */
export function openApi(options: Omit<OpenApiOptions, "toJsonSchema"> = {}): Feature {
  return {
    name: "openapi",
    routes: ({ flows }) => {
      let document: string | undefined;
      return [
        {
          method: "GET",
          path: "/_flow/openapi.json",
          closed: "/_flow/openapi.json",
          handle: () => {
            document ??= JSON.stringify(
              openApiOf(
                flows.map(({ flow }) => flow),
                { ...options, toJsonSchema: jsonSchemaOf },
              ),
            );
            return new Response(document, { headers: { "content-type": "application/json" } });
          },
        },
      ];
    },
  };
}
