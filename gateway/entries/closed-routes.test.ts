import { afterEach, describe, expect, it, vi } from "vitest";
import { kv } from "../../capabilities/kv/kv.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import { cron } from "../../triggers/cron/author.ts";
import { http } from "../../triggers/http/author.ts";
import { adminApi } from "../admin/admin-api.ts";
import { createGateway, type GatewayOptions } from "../create-gateway.ts";
import { openApi } from "../openapi/open-api-route.ts";
import { CLOSED_PATHS } from "../readiness/public-paths.ts";

const TOKEN = "an-operator's-token";
const operator = { authorization: `Bearer ${TOKEN}` };
const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];

const one = node({ run: () => "one" });
const orders = flow("orders", "1.0.0").on(http.post("/orders"), cron("0 0 * * *")).node("a", one).respond("a");
const lacking = flow("lacking", "1.0.0")
  .on(http.get("/lacking"))
  .node("a", node({ uses: { store: kv("HIDDEN_STORE", "read") }, run: (_input, { store }) => store.get("k") }))
  .respond("a");

function setUp(options: Partial<GatewayOptions> = {}, variables: object = {}) {
  const gateway = createGateway({ flows: [orders, lacking], sinks: [], ...options });
  const env = { LOG_LEVEL: "silent", ...variables };
  const context = { waitUntil: () => undefined };
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await gateway.fetch(new Request(`https://gateway.test${path}`, init), env, context);
    const { "x-flow-run-id": _, ...headers } = Object.fromEntries(response.headers);
    return { status: response.status, headers, text: await response.text() };
  };
  const invoke = (name: string) => gateway.invoke({ flow: name }, env, context);
  return { call, invoke };
}

const everything = { features: [adminApi, openApi()] };

afterEach(() => {
  vi.restoreAllMocks();
});

describe("to a stranger", () => {
  it("/healthz says that the gateway is up, and nothing else", async () => {
    for (const variables of [{}, { FLOWGATE_PUBLIC: "*" }, { FLOWGATE_ADMIN_TOKENS: TOKEN }]) {
      const { status, text } = await setUp(everything, variables).call("/healthz");
      expect([status, text]).toEqual([200, '{"ok":true}']);
    }
  });

  it.each(METHODS)("%s shows no difference between what is closed and what is not there", async (method) => {
    const configurations = [
      setUp({ features: [openApi()] }),
      setUp(everything),
      setUp(everything, { FLOWGATE_ADMIN_TOKENS: TOKEN }),
      setUp(everything, { FLOWGATE_ADMIN_TOKENS: TOKEN, FLOWGATE_PUBLIC: "/nothing" }),
    ];
    for (const { call } of configurations) {
      const nothing = await call("/nothing", { method });
      expect(nothing.status).toBe(404);
      for (const path of ["/", "//", "/?a=1", "/readyz", "/readyz/", "/readyz?token=x"]) {
        expect(await call(path, { method }), path).toEqual(nothing);
        expect(await call(path, { method, headers: { authorization: "Bearer not-the-right-one" } }), path).toEqual(
          nothing,
        );
      }
      const nothingInside = await call("/_flow/nothing", { method });
      for (const path of ["openapi.json", "failures", "failures/a/replay", "runs", "runs/a", "api/flows", "api/panels"])
        expect(await call(`/_flow/${path}`, { method }), path).toEqual(nothingInside);
    }
  });

  it("nothing under /_flow answers, not even the way in, where no operator is configured", async () => {
    const DASHBOARD = { fetch: async () => new Response("file") };
    const { call } = setUp(everything, { DASHBOARD });
    for (const path of ["", "/assets/sign-in.html", "/assets/app.css", "/sign-in", "/nothing"]) {
      for (const method of ["GET", "POST"]) {
        const { status, text } = await call(`/_flow${path}`, { method });
        expect([status, JSON.parse(text).code], `${method} ${path}`).toEqual([403, "ADMIN101"]);
      }
    }
  });

  it("a sign-in page that is not bound is refused, and not explained", async () => {
    const { call } = setUp(everything, { FLOWGATE_ADMIN_TOKENS: TOKEN });
    for (const path of ["/_flow", "/_flow/assets/app.css"]) {
      const { status, text } = await call(path);
      expect([status, JSON.parse(text).code]).toEqual([401, "ADMIN102"]);
    }
  });

  it("a flow that lacks something says so, and not what; the log names it", async () => {
    const lines: string[] = [];
    for (const method of ["error", "warn"] as const)
      vi.spyOn(console, method).mockImplementation((line: string) => void lines.push(line));
    const { call, invoke } = setUp({}, { LOG_LEVEL: "info" });
    const { status, text } = await call("/lacking");
    expect([status, JSON.parse(text).code]).toEqual([503, "CAP101"]);
    expect(text + JSON.stringify(await invoke("lacking"))).not.toMatch(/HIDDEN_STORE|kv|store/);
    expect(lines.join("")).toContain("HIDDEN_STORE");
  });

  it("a flow that takes any path is there, also where the gateway's own routes would be", async () => {
    const pages = flow("pages", "1.0.0").on(http.get("/:page"), http.get("/")).node("a", one).respond("a");
    const { call } = setUp({ flows: [pages], ...everything }, { FLOWGATE_ADMIN_TOKENS: TOKEN });
    for (const path of ["/", "/readyz", "/readyz/"]) expect((await call(path)).text).toBe('"one"');
    expect(JSON.parse((await call("/readyz", { headers: operator })).text)).toMatchObject({ ready: true });
  });
});

describe("to the operator, and to whom FLOWGATE_PUBLIC lets", () => {
  const shows = (text: string) => /orders/.test(text) || text === "";

  it.each(CLOSED_PATHS)("%s answers", async (path) => {
    const token = setUp(everything, { FLOWGATE_ADMIN_TOKENS: TOKEN });
    for (const method of ["GET", "HEAD"]) {
      const { status, text } = await token.call(path, { method, headers: operator });
      expect(status).toBe(path === "/readyz" ? 503 : 200);
      expect(shows(text)).toBe(true);
    }
    expect((await token.call(path, { method: "POST", headers: operator })).status).toBe(405);
    for (const variable of ["*", path, ` /x, ${path}\n`]) {
      const open = setUp({ features: [openApi()] }, { FLOWGATE_PUBLIC: variable });
      expect((await open.call(path)).status).toBe(path === "/readyz" ? 503 : 200);
    }
  });

  it("one that is named opens no other", async () => {
    const { call } = setUp({ features: [openApi()] }, { FLOWGATE_PUBLIC: "/readyz" });
    expect((await call("/readyz")).status).toBe(503);
    expect((await call("/")).status).toBe(404);
    expect((await call("/_flow/openapi.json")).status).toBe(404);
  });

  it("a path or a method under /_flow that is wrong is told from one that is closed", async () => {
    const { call } = setUp(everything, { FLOWGATE_ADMIN_TOKENS: TOKEN });
    expect((await call("/_flow/nothing", { headers: operator })).status).toBe(404);
    const wrong = await call("/_flow/runs", { method: "DELETE", headers: operator });
    expect([wrong.status, wrong.headers.allow]).toEqual([405, "GET, HEAD, OPTIONS"]);
  });
});
