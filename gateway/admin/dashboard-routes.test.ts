import { describe, expect, it } from "vitest";
import { createHttpRoutes } from "../../triggers/http/routes.ts";
import type { HandlerArgs } from "../features/feature.ts";
import type { Environment } from "../pipeline/environment.ts";
import { dashboardRoutes } from "./dashboard-routes.ts";

const TOKEN = "0123456789abcdef";
const operator = { authorization: `Bearer ${TOKEN}` };

/** Static assets: answer with the name of the file that was asked for. */
const DASHBOARD = {
  fetch: async (url: string) => new Response(new URL(url).pathname, { headers: { "content-type": "text/html" } }),
};

function setUp(bindings: Record<string, unknown> = { DASHBOARD }) {
  const environment = { env: { FLOWGATE_ADMIN_TOKENS: TOKEN, ...bindings } } as unknown as Environment;
  const answer = createHttpRoutes<HandlerArgs>(dashboardRoutes([]));
  return (path: string, init: RequestInit = {}) =>
    answer(new Request(`https://gateway.test${path}`, init), environment, { waitUntil: () => undefined });
}

describe("dashboardRoutes", () => {
  it("serve the page to the operator, and the sign-in page with 401 to anybody else", async () => {
    const call = setUp();
    const page = await call("/_flow", { headers: operator });
    expect([page.status, await page.text()]).toEqual([200, "/index.html"]);
    const signIn = await call("/_flow");
    expect([signIn.status, await signIn.text()]).toEqual([401, "/sign-in.html"]);
    expect((await call("/_flow", { headers: { host: "localhost" } })).status).toBe(401);
  });

  it.each([
    ["app.js", 401],
    ["index.html", 401],
    ["sign-in.js", 200],
    ["app.css", 200],
  ])("serve %s to who is not signed in with %i", async (file, status) => {
    expect((await setUp()(`/_flow/assets/${file}`)).status).toBe(status);
  });

  it.each(["nothing.js", "..%2Fworker.js", "app.js.map"])("know no file %s", async (file) => {
    expect((await setUp()(`/_flow/assets/${file}`, { headers: operator })).status).toBe(404);
  });

  it("allow the page only what is its own, by no inline style or script", async () => {
    const { headers } = await setUp()("/_flow", { headers: operator });
    const policy = headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("say what is missing where the files are not bound, or not built", async () => {
    const unbound = await setUp({})("/_flow", { headers: operator });
    expect(await unbound.json()).toMatchObject({ code: "CAP101" });
    const empty = { DASHBOARD: { fetch: async () => new Response(null, { status: 404 }) } };
    const unbuilt = await setUp(empty)("/_flow", { headers: operator });
    expect(await unbuilt.json()).toMatchObject({ code: "HTTP104", error: expect.stringContaining("not built") });
  });

  it("start a session by a bearer, and by nothing else", async () => {
    const call = setUp();
    const started = await call("/_flow/sign-in", { method: "POST", headers: operator });
    expect(started.status).toBe(204);
    const cookie = started.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/; Path=\/_flow; HttpOnly; SameSite=Strict; .*; Secure$/);
    const [session = ""] = cookie.split(";");
    expect((await call("/_flow/api/flows", { headers: { cookie: session } })).status).toBe(200);
    expect((await call("/_flow/sign-in", { method: "POST", headers: { cookie: session } })).status).toBe(401);
    expect((await call("/_flow/sign-in", { method: "POST" })).status).toBe(401);
    const ended = await call("/_flow/sign-out", { method: "POST" });
    expect(ended.headers.get("set-cookie")).toContain("Max-Age=0");
  });
});
