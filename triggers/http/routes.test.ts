import { describe, expect, it, vi } from "vitest";
import type { HttpMethod } from "./author.ts";
import type { HttpEvent } from "./event.ts";
import { createHttpRoutes, type HttpRoute } from "./routes.ts";

function route(method: HttpMethod, path: string): HttpRoute<readonly []> {
  return { method, path, handle: (event) => Response.json(seen(method, path, event)) };
}

function seen(method: string, route: string, { path, params, query }: HttpEvent) {
  return { route: `${method} ${route}`, path, params, query };
}

const answer = createHttpRoutes([
  route("GET", "/echo/:name"),
  route("GET", "/echo/raw"),
  route("POST", "/echo/raw"),
  route("ALL", "/any"),
  route("GET", "/any"),
  route("GET", "/files/:path+"),
  route("DELETE", "/files/:path+"),
  route("GET", "/"),
]);

const ask = (method: string, path: string) => answer(new Request(`http://localhost${path}`, { method }));
const askJson = async (path: string) => (await ask("GET", path)).json();

describe("createHttpRoutes", () => {
  it("finds the route, its params and its query", async () => {
    expect(await askJson("/echo/ann?shout=true&tag=a&tag=b")).toEqual({
      route: "GET /echo/:name",
      path: "/echo/ann",
      params: { name: "ann" },
      query: { shout: "true", tag: ["a", "b"] },
    });
    expect(await askJson("/")).toMatchObject({ route: "GET /", path: "/" });
    expect(await askJson("/files/a/b/c.txt")).toMatchObject({ params: { path: "a/b/c.txt" } });
    expect(await askJson("/echo/ann/")).toMatchObject({ params: { name: "ann" } });
  });

  it("reads a query the same on routes with params and without", async () => {
    const cases: [query: string, fields: object][] = [
      ["a=&a=2", { a: ["", "2"] }],
      ["a&a", { a: ["", ""] }],
      ["a=0&a=&a=0", { a: ["0", "", "0"] }],
      ["a=+b%20c&%61=%C3%BC", { a: [" b c", "ü"] }],
      ["a=%zz&b=%", { a: "%zz", b: "%" }],
      ["=x&a=1?b=2&", { "": "x", a: "1?b=2" }],
      ["__proto__=1&__proto__=&constructor=2", JSON.parse('{"__proto__":["1",""],"constructor":"2"}')],
      ["", {}],
    ];
    for (const [query, fields] of cases) {
      for (const path of ["/any", "/echo/ann", "/files/a/b"]) {
        const { query: read } = (await askJson(`${path}?${query}`)) as { query: object };
        expect(Object.entries(read), `${path}?${query}`).toEqual(Object.entries(fields));
      }
    }
  });

  it("reads a query of many repeated keys in as many steps", async () => {
    const many = "a=&".repeat(300_000);
    for (const path of ["/any", "/echo/ann"]) {
      const { query } = (await askJson(`${path}?${many}`)) as { query: { a: string[] } };
      expect(query.a).toHaveLength(300_000);
    }
  });

  it("lets plain segments and named methods win, whatever the order of declaration", async () => {
    expect(await askJson("/echo/raw")).toMatchObject({ route: "GET /echo/raw" });
    expect(await askJson("/any")).toMatchObject({ route: "GET /any" });
    expect(await (await ask("PUT", "/any")).json()).toMatchObject({ route: "ALL /any" });
  });

  it("decodes params, and answers 400 to what does not decode", async () => {
    expect(await askJson("/echo/J%C3%BCrgen%2F1")).toMatchObject({ params: { name: "Jürgen/1" } });
    for (const bad of ["/echo/%zz", "/echo/%", "/echo/%C3%28"]) {
      const response = await ask("GET", bad);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: "HTTP100" });
    }
  });

  it("answers 404 to an unknown path with any method", async () => {
    for (const method of ["GET", "HEAD", "POST", "OPTIONS"]) expect((await ask(method, "/nowhere")).status).toBe(404);
    expect(await (await ask("GET", "/echo/a/b")).json()).toMatchObject({
      code: "HTTP104",
      details: { retryable: false },
    });
  });

  it("answers 405 to a wrong method and names the right ones", async () => {
    const response = await ask("PATCH", "/files/a");
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, DELETE, OPTIONS");
    expect(await response.json()).toMatchObject({ code: "HTTP105" });
    expect((await ask("DELETE", "/echo/raw")).headers.get("allow")).toBe("GET, HEAD, POST, OPTIONS");
  });

  it("answers OPTIONS with the methods of the path", async () => {
    const response = await ask("OPTIONS", "/any");
    expect(response.status).toBe(204);
    expect(response.headers.get("allow")).toBe("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    expect(await response.text()).toBe("");
  });

  it("answers HEAD as GET, without a body, and cancels a stream", async () => {
    const cancel = vi.fn();
    const stream = new ReadableStream({ cancel }, { highWaterMark: 0 });
    const head = createHttpRoutes([
      { method: "GET", path: "/s", handle: () => new Response(stream, { headers: { "x-a": "1" } }) },
    ]);
    const response = await head(new Request("http://localhost/s", { method: "HEAD" }));
    expect(response.body).toBeNull();
    expect(response.headers.get("x-a")).toBe("1");
    expect(cancel).toHaveBeenCalledOnce();
  });

  it("hands further arguments through", async () => {
    const routes = createHttpRoutes<readonly [string, number]>([
      { method: "GET", path: "/", handle: (_event, env, count) => new Response(`${env} ${count}`) },
    ]);
    expect(await (await routes(new Request("http://localhost/"), "env", 2)).text()).toBe("env 2");
  });

  it("does not mistake a query's key for more than a key", async () => {
    const { query } = (await askJson("/echo/a?__proto__=x&constructor=y")) as { query: object };
    expect(Object.keys(query)).toEqual(["__proto__", "constructor"]);
    expect({}).not.toHaveProperty("x");
  });

  it("refuses a path that the router would misread", () => {
    expect(() => createHttpRoutes([route("GET", "echo")])).toThrow(/starts with/);
  });
});
