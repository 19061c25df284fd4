import { Validator } from "@seriousme/openapi-schema-validator";
import { flow, http, node, type } from "flowgate";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { flows as examples } from "../../examples/index.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import { openApiOf } from "./open-api.ts";
import { jsonSchemaOf } from "./valibot-json-schema.ts";

const open = (...flows: readonly Flow[]) => openApiOf(flows, { toJsonSchema: jsonSchemaOf }) as unknown as OpenApi;

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}

const page = node({ input: v.object({ id: v.string(), page: v.optional(v.string()) }), run: (asked) => asked });

interface Tree {
  readonly name: string;
  readonly children: readonly Tree[];
}
const Tree: v.GenericSchema<Tree> = v.object({ name: v.string(), children: v.array(v.lazy(() => Tree)) });

describe("openApiOf", () => {
  it("is valid OpenAPI 3.1 for the examples", async () => {
    const { valid, errors } = await new Validator().validate({ ...open(...examples) });
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it("has each route of the flows, and none for queues and schedules", () => {
    expect(Object.keys(open(...examples).paths)).toEqual([
      "/echo",
      "/site/stream",
      "/workers/echo/{name}",
      "/workers/echo/{name}/stream",
      "/workers/echo/raw",
      "/orders",
      "/orders/{id}",
      "/digest",
    ]);
  });

  it("describes what is no param of the path as the query of a route without a body", () => {
    const get = flow("page", "1.0.0").on(http.get("/pages/:id")).node("page", page).respond("page");
    const { parameters, requestBody } = open(get).paths["/pages/{id}"]?.get ?? ({} as Operation);
    expect(parameters?.map(({ name, in: where, required }) => [name, where, required])).toEqual([
      ["id", "path", true],
      ["page", "query", false],
    ]);
    expect(requestBody).toBeUndefined();
  });

  it("leaves open what a mapping makes of the request", () => {
    const mapped = flow("page", "1.0.0")
      .on(http.post("/pages/:id", { input: ({ params }) => params }))
      .node("page", page)
      .respond("page");
    const { requestBody } = open(mapped).paths["/pages/{id}"]?.post ?? ({} as Operation);
    expect(requestBody?.content).toEqual({ "application/json": { schema: {} } });
  });

  it("leaves open a schema that cannot say what it takes", () => {
    const opaque = node({ input: type<{ id: string }>(), run: (asked) => asked });
    const post = flow("opaque", "1.0.0").on(http.post("/opaque")).node("opaque", opaque).respond("opaque");
    expect(open(post).paths["/opaque"]?.post?.requestBody?.content).toEqual({ "application/json": { schema: {} } });
  });

  it("names the key that a route requires", () => {
    const keyed = http.post("/keyed", { idempotency: { required: true } });
    const post = flow("keyed", "1.0.0")
      .on(keyed)
      .node("a", node({ run: (given) => given }))
      .respond("a");
    expect(open(post).paths["/keyed"]?.post?.parameters).toMatchObject([{ name: "Idempotency-Key", required: true }]);
  });

  it("gives each operation of a flow with several routes its own id", () => {
    const both = flow("both", "1.0.0")
      .on(http.get("/a"), http.any("/b"))
      .node("a", node({ run: () => 1 }))
      .respond("a");
    const ids = Object.values(open(both).paths).flatMap((methods) =>
      Object.values(methods).map((one) => one.operationId),
    );
    expect(ids).toEqual([
      "both.http.get",
      "both.http_2.get",
      "both.http_2.put",
      "both.http_2.post",
      "both.http_2.delete",
      "both.http_2.patch",
    ]);
  });

  it("moves the definitions of a recursive schema to where references find them", async () => {
    const grow = node({ input: Tree, output: Tree, run: (tree) => tree });
    const document = open(flow("tree", "1.0.0").on(http.post("/tree")).node("grow", grow).respond("grow"));
    expect(JSON.stringify(document)).not.toContain("$defs");
    expect(Object.keys(document.components.schemas).length).toBeGreaterThan(1);
    expect((await new Validator().validate({ ...document })).valid).toBe(true);
  });

  it("describes streams by their items", () => {
    expect(Object.keys(open(...examples).paths["/site/stream"]?.post?.responses["200"]?.content ?? {})).toEqual([
      "text/event-stream",
      "application/x-ndjson",
    ]);
  });
});
