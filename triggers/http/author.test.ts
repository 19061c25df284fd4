import * as v from "valibot";
import { describe, expect, expectTypeOf, it } from "vitest";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import type { TriggerSpec } from "../../kernel/author/trigger.ts";
import { queue } from "../queue/author.ts";
import { type Form, type FormFile, http } from "./author.ts";
import { httpRule } from "./rule.ts";

type PayloadOf<T> = T extends TriggerSpec<infer P> ? P : never;

describe("http", () => {
  it("types the payload by the body, or by what the route's input gives", () => {
    expectTypeOf<PayloadOf<ReturnType<typeof json>>>().toBeUnknown();
    const json = () => http.post("/a");
    const text = http.post("/a", { body: "text" });
    expectTypeOf<PayloadOf<typeof text>>().toEqualTypeOf<string>();
    const form = http.put("/a", { body: "form" });
    expectTypeOf<PayloadOf<typeof form>>().toEqualTypeOf<Form>();
    const raw = http.post("/a", { body: "stream", streaming: true });
    expectTypeOf<PayloadOf<typeof raw>>().toEqualTypeOf<ReadableStream<Uint8Array>>();
    const mapped = http.get("/a/:id/:rest+", {
      input: ({ params, query, body }) => {
        expectTypeOf(body).toBeUndefined();
        return { ...params, page: query.page };
      },
    });
    expectTypeOf<PayloadOf<typeof mapped>>().toEqualTypeOf<{
      page: string | readonly string[] | undefined;
      id: string;
      rest: string;
    }>();
    expect(json().wiring).toEqual({ kind: "http", method: "POST", path: "/a" });
  });

  it("takes a schema of the class that a body comes in", () => {
    const bytes = node({ input: v.instance(Uint8Array), run: ({ byteLength }) => byteLength });
    const file = node({ input: v.object({ file: v.object({ bytes: v.instance(Uint8Array) }) }), run: () => 1 });
    const stream = node({ input: v.instance(ReadableStream<Uint8Array>), run: () => 1 });
    const start = () => flow("a", "1.0.0");
    const uploads = http.post("/a", { body: "form", input: ({ body }) => ({ file: body.file as FormFile }) });
    expect(
      start()
        .on(http.post("/a", { body: "bytes" }))
        .node("b", bytes)
        .respond("b").ir.nodes,
    ).toHaveLength(2);
    expect(
      start()
        .on(queue("a", { body: "bytes" }))
        .node("b", bytes)
        .respond("b").ir.nodes,
    ).toHaveLength(2);
    expect(start().on(uploads).node("f", file).respond("f").ir.nodes).toHaveLength(2);
    expect(
      start()
        .on(http.post("/a", { body: "stream" }))
        .node("s", stream)
        .respond("s").ir.nodes,
    ).toHaveLength(2);
  });

  it("does not compile when the payload does not fit the first node", () => {
    const greet = node({ input: v.object({ name: v.string() }), run: ({ name }) => name });
    const fits = flow("a", "1.0.0").on(http.get("/a/:name", { input: ({ params }) => params }));
    expect(fits.node("greet", greet).respond("greet").ir.nodes).toHaveLength(2);
    const misfits = flow("a", "1.0.0").on(http.get("/a/:id", { input: ({ params }) => params }));
    // @ts-expect-error: the route gives an id, not a name
    misfits.node("greet", greet);
    // What is unknown within the payload is for the schema to check; what is known has to fit.
    const buy = node({ input: v.object({ id: v.string(), order: v.object({ total: v.number() }) }), run: () => 1 });
    const bought = http.post("/a/:id", { input: ({ params, body }) => ({ id: params.id, order: body }) });
    const numbered = http.post("/a", { input: ({ body }) => ({ id: 7, order: body }) });
    flow("a", "1.0.0").on(bought).node("buy", buy);
    // @ts-expect-error: the id is a string
    flow("a", "1.0.0").on(numbered).node("buy", buy);
    // @ts-expect-error: the path has no name
    http.get("/a/:id", { input: ({ params }) => params.name });
  });

  it("stands in the flow's portable form", () => {
    const spec = http.post("/a/:id", { body: "bytes", maxBytes: 9, respond: "async", timeoutMs: 5, headers: ["x-a"] });
    expect(spec.wiring).toEqual({
      kind: "http",
      method: "POST",
      path: "/a/:id",
      body: "bytes",
      max_bytes: 9,
      respond: "async",
      timeout_ms: 5,
      headers: ["x-a"],
    });
  });
});

describe("httpRule", () => {
  it("claims the same for paths that match the same requests", () => {
    expect(httpRule.claim(http.get("/a/:x").wiring)).toBe(httpRule.claim(http.get("/a/:y").wiring));
    expect(httpRule.claim(http.get("/a").wiring)).not.toBe(httpRule.claim(http.post("/a").wiring));
    expect(httpRule.claim({ kind: "http" })).toBeUndefined();
  });

  it("says what is wrong with a route", () => {
    const problems = (wiring: { kind: string; [key: string]: unknown }) =>
      httpRule.check?.(wiring).map(({ code, message }) => `${code} ${message}`);
    expect(problems(http.post("/a/:id").wiring)).toEqual([]);
    expect(problems(http.get("a").wiring)).toEqual(['DAG001 path "a": a path starts with "/"']);
    expect(problems({ kind: "http" })).toEqual(["DAG001 path undefined: a route has a path"]);
    expect(problems(http.get("/a", { deliveryHeader: "authorization" }).wiring)).toEqual([
      'DAG001 header "authorization": it carries credentials, which do not go into the metadata',
    ]);
    expect(problems(http.get("/a", { headers: ["Cookie", "cookie", "x-a"], maxBytes: 0 }).wiring)).toEqual([
      'DAG001 header "Cookie": a header\'s name is written in lower case here',
      'DAG001 header "cookie": it carries credentials, which do not go into the metadata',
      "DAG001 max_bytes is 0, not a whole number above 0",
    ]);
  });
});
