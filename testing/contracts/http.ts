import { describe, expect, it } from "vitest";
import { egress } from "../../capabilities/http/http.ts";
import { FlowError } from "../../kernel/errors/failure.ts";
import { aRun, handleOf } from "../../kit/handle-of.ts";
import { reasonOf } from "./open.ts";
import { generated } from "./streams.ts";

const SITE = "https://api.example.com";
const hosts = ["api.example.com", "*.example.net", "https://other.example.org:8443"] as const;

interface Echo {
  readonly method: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What every sender behind `egress` has to do. `bind` gives one that answers as `http-answers.ts` says. */
export function httpContract(provider: string, bind: () => { readonly bound: unknown; readonly via?: string }): void {
  const use = () => ({ hosts, ...(bind().via !== undefined && { via: bind().via as string }) });
  const to = (url: string, status = 302) => `${SITE}/to/${status}?url=${encodeURIComponent(url)}`;
  const open = (signal?: AbortSignal) => handleOf(egress("write", use()), bind().bound, aRun(signal));

  describe(`egress over ${provider}`, () => {
    it("calls with each method, a body and its content type", async () => {
      const http = open();
      const echo = async (response: Promise<Response>) => (await (await response).json()) as Echo;
      expect(await echo(http.get(`${SITE}/echo`))).toMatchObject({ method: "GET", body: "" });
      expect(await echo(http.post(`${SITE}/echo`, { json: { id: 1 } }))).toMatchObject({
        method: "POST",
        body: '{"id":1}',
        headers: { "content-type": "application/json" },
      });
      expect(await echo(http.put(`${SITE}/echo`, { body: "text" }))).toMatchObject({ method: "PUT", body: "text" });
      expect(await echo(http.patch(`${SITE}/echo`, { body: new Uint8Array([65]) }))).toMatchObject({ body: "A" });
      expect(await echo(http.delete(new URL(`${SITE}/echo`)))).toMatchObject({ method: "DELETE" });
      expect((await http.head(`${SITE}/status/200`)).status).toBe(200);
    });

    it("sends a stream, and a form", async () => {
      const http = open();
      const streamed = await http.post(`${SITE}/echo`, { body: generated(3, 2) });
      expect(((await streamed.json()) as Echo).body).toBe("\u0002\u0002\u0001\u0001\u0000\u0000");
      const form = await http.post(`${SITE}/echo`, { body: new URLSearchParams({ a: "1 2" }) });
      expect(((await form.json()) as Echo).body).toBe("a=1+2");
    });

    it("sends the run's trace along, unless the call has its own", async () => {
      const http = open();
      const { headers } = (await (await http.get(`${SITE}/echo`)).json()) as Echo;
      expect(headers.traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-b7ad6b71[0-9a-f]{8}-01$/);
      expect(headers.tracestate).toBe("vendor=state");
      const own = (await (await http.get(`${SITE}/echo`, { headers: { Traceparent: "own" } })).json()) as Echo;
      expect(own.headers.traceparent).toBe("own");
      expect(own.headers.tracestate).toBeUndefined();
    });

    it("gives each call a parent id of its own", async () => {
      const http = open();
      const calls = [1, 2, 3].map(async () => (await (await http.get(`${SITE}/echo`)).json()) as Echo);
      const parents = (await Promise.all(calls)).map(({ headers }) => headers.traceparent?.split("-")[2]);
      expect(new Set(parents).size).toBe(3);
      expect(parents).not.toContain("b7ad6b7169203331");
    });

    it("gives back streams as they come", async () => {
      expect(await (await open().get(`${SITE}/drip/5`)).text()).toBe("first,second");
    });

    it.each([
      [400, "invalid"],
      [401, "denied"],
      [403, "denied"],
      [404, "not_found"],
      [409, "conflict"],
      [413, "too_large"],
      [422, "invalid"],
      [429, "rate_limited"],
      [500, "unavailable"],
      [503, "unavailable"],
    ] as const)("takes %s for %s, and for an answer where the call says so", async (status, reason) => {
      const http = open();
      expect(await reasonOf(http.get(`${SITE}/status/${status}`))).toBe(reason);
      expect(await reasonOf(http.post(`${SITE}/status/${status}`))).toBe(reason);
      expect((await http.get(`${SITE}/status/${status}`, { statuses: [status] })).status).toBe(status);
    });

    it("takes any status for an answer where the call says so, and follows redirects all the same", async () => {
      for (const status of [204, 304, 400, 404, 429, 500, 599])
        expect((await open().get(`${SITE}/status/${status}`, { statuses: "any" })).status).toBe(status);
      expect((await open().get(to("/status/404"), { statuses: "any" })).status).toBe(404);
      expect((await open().post(to("/echo"), { statuses: "any" })).status).toBe(302);
      expect(await reasonOf(open().get(to("/echo"), { statuses: "any", redirect: "error" }))).toBe("unavailable");
    });

    it("waits as long as the other side asks", async () => {
      const failed = await open()
        .post(`${SITE}/status/503?wait=7`)
        .catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(FlowError);
      expect((failed as FlowError).failure).toMatchObject({
        code: "RES105",
        retry: "transient",
        retryAfterMs: 7000,
        details: { resource: "http", upstream_status: 503 },
      });
    });

    it("follows redirects of what reads, to allowed hosts only", async () => {
      const http = open();
      const echo = (await (await http.get(to("/echo"))).json()) as Echo;
      expect(echo).toMatchObject({ method: "GET", host: "api.example.com" });
      expect(await reasonOf(http.get(to("https://evil.example.com/echo")))).toBe("denied");
      expect(await reasonOf(http.get(to("http://api.example.com/echo")))).toBe("denied");
      expect(await reasonOf(http.get(to("http://[::1]/")))).toBe("denied");
      expect(await reasonOf(http.get(to("http://%/")))).toBe("invalid");
      expect(await reasonOf(http.get(to(to(to(to(to("/echo")))))))).toBe("done");
      expect(await reasonOf(http.get(to(to(to(to(to(to("/echo"))))))))).toBe("unavailable");
    });

    it("takes a few harmless headers along to another origin, and nothing else", async () => {
      const secret = { authorization: "Bearer x", cookie: "a=b", "proxy-authorization": "Basic x", "x-api-key": "x" };
      const ours = { "x-custom": "1", "idempotency-key": "1", referer: `${SITE}/`, origin: SITE };
      const harmless = { accept: "text/plain", "accept-language": "de", "user-agent": "test", range: "bytes=0-" };
      const headers = { ...secret, ...ours, ...harmless };
      for (const host of ["https://a.example.net", "https://other.example.org:8443"]) {
        const echo = (await (await open().get(to(`${host}/echo`, 307), { headers })).json()) as Echo;
        expect(`https://${echo.host}`).toBe(host);
        expect(echo.headers).toMatchObject(harmless);
        const sent = Object.keys(echo.headers);
        const kept = [...Object.keys(secret), ...Object.keys(ours), "traceparent", "tracestate"];
        expect(kept.filter((name) => sent.includes(name))).toEqual([]);
      }
      const same = (await (await open().get(to("/echo"), { headers })).json()) as Echo;
      expect(same.headers).toMatchObject({ ...secret, ...harmless, traceparent: expect.any(String) });
      const back = to(`https://a.example.net/to/302?url=${encodeURIComponent(`${SITE}/echo`)}`);
      const again = (await (await open().get(back, { headers })).json()) as Echo;
      expect(Object.keys(again.headers)).not.toEqual(expect.arrayContaining(["authorization"]));
    });

    it("gives a redirect of what writes back, and follows it only where the call says so", async () => {
      const url = to("/echo", 307);
      expect(await reasonOf(open().post(url, { body: "x" }))).toBe("unavailable");
      const response = await open().post(url, { body: "x", statuses: [307] });
      expect([response.status, response.headers.get("location")]).toEqual([307, "/echo"]);
      for (const status of [301, 302, 303, 307, 308]) {
        const read = await open().get(to("/echo", status), { redirect: "manual" });
        expect([read.status, read.headers.get("location")]).toEqual([status, "/echo"]);
        expect(await reasonOf(open().get(to("/echo", status), { redirect: "error" }))).toBe("unavailable");
      }
      expect((await open().get(url, { statuses: [307] })).status).toBe(307);
    });

    it.each([
      ["POST", 301, "GET"],
      ["POST", 302, "GET"],
      ["POST", 303, "GET"],
      ["POST", 307, "POST"],
      ["POST", 308, "POST"],
      ["PUT", 301, "PUT"],
      ["PUT", 302, "PUT"],
      ["PUT", 303, "GET"],
      ["DELETE", 302, "DELETE"],
      ["HEAD", 303, "HEAD"],
    ] as const)("sends %s on after %s as %s, with its body if it is the same", async (method, status, next) => {
      const http = open();
      const name = method.toLowerCase() as "post" | "put" | "delete" | "head";
      const given = method === "POST" || method === "PUT" ? { json: { id: 1 } } : {};
      const response = await http[name](to("/echo", status), { ...given, redirect: "follow" });
      if (next === "HEAD") return expect(response.status).toBe(200);
      const echo = (await response.json()) as Echo;
      const resent = next === method && "json" in given;
      expect([echo.method, echo.body]).toEqual([next, resent ? '{"id":1}' : ""]);
      expect(echo.headers["content-type"]).toBe(resent ? "application/json" : undefined);
    });

    it("sends nothing that writes to another origin, and no stream twice", async () => {
      const http = open();
      const follow = { body: "hush", redirect: "follow" } as const;
      for (const status of [307, 308]) {
        expect(await reasonOf(http.post(to("https://a.example.net/echo", status), follow))).toBe("denied");
        expect(await reasonOf(http.put(to("https://other.example.org:8443/echo", status), follow))).toBe("denied");
        expect(await reasonOf(http.delete(to("https://a.example.net/echo", status), { redirect: "follow" }))).toBe(
          "denied",
        );
        const streamed = http.post(to("/echo", status), { body: generated(3, 2), redirect: "follow" });
        expect(await reasonOf(streamed)).toBe("invalid");
      }
      const seen = (await (await http.post(to("https://a.example.net/echo", 303), follow)).json()) as Echo;
      expect(seen).toMatchObject({ method: "GET", body: "", host: "a.example.net" });
      expect(seen.headers["content-type"]).toBeUndefined();
    });

    it.each([
      ["../echo", "done"],
      ["?url=%2Fecho", "done"],
      ["//a.example.net/echo", "done"],
      ["https://user:pass@a.example.net/echo", "invalid"],
      ["//user@api.example.com/echo", "invalid"],
      ["https://api.example.com:8080/echo", "denied"],
      ["http://api.example.com/echo", "denied"],
      ["https://2130706433/", "denied"],
      ["https://localhost./", "denied"],
      ["javascript:alert(1)", "denied"],
      ["", "unavailable"],
    ] as const)("takes a location of %j for %s", async (location, reason) => {
      const url = `${SITE}/to/302?url=${encodeURIComponent(location)}`;
      expect(await reasonOf(open().get(url))).toBe(reason);
    });

    it.each([
      ["another host", "https://evil.com/", "denied"],
      ["a host that only ends like an allowed one", "https://evil-api.example.com/", "denied"],
      ["a host that an allowed one begins", "https://api.example.com.evil.com/", "denied"],
      ["what a wildcard stands above", "https://example.net/", "denied"],
      ["another port", "https://api.example.com:8080/", "denied"],
      ["no TLS", "http://api.example.com/", "denied"],
      ["another protocol", "ftp://api.example.com/", "denied"],
      ["data", "data:text/plain,hello", "denied"],
      ["a user before the host", "https://api.example.com@evil.com/", "invalid"],
      ["a user and an allowed host", "https://user:pass@api.example.com/", "invalid"],
      ["no URL", "api.example.com", "invalid"],
      ["nothing", "", "invalid"],
      ["a URL that is too long", `${SITE}/${"x".repeat(16_384)}`, "too_large"],
    ] as const)("refuses %s", async (_, url, reason) => {
      expect(await reasonOf(open().get(url))).toBe(reason);
      expect(await reasonOf(open().post(url))).toBe(reason);
    });

    it.each([
      "https://api.example.com./echo",
      "https://API.EXAMPLE.COM/echo",
      "https://a.b.example.net/echo",
      "https://other.example.org:8443/echo",
    ])("takes %s for allowed", async (url) => {
      expect(await reasonOf(open().get(url))).toBe("done");
    });

    it("ends a call that takes too long, and says so", async () => {
      expect(await reasonOf(open().get(`${SITE}/slow/300`, { timeoutMs: 20 }))).toBe("unavailable");
      expect(await (await open().get(`${SITE}/drip/60`, { timeoutMs: 40 })).text()).toBe("first,second");
      expect(await reasonOf(open().get(`${SITE}/echo`, { timeoutMs: 0 }))).toBe("invalid");
    });

    it("ends a call with its run, before and while it waits", async () => {
      const cancel = new AbortController();
      const waiting = open(cancel.signal).get(`${SITE}/slow/300`);
      cancel.abort(new Error("the run ended"));
      await expect(waiting).rejects.toThrow("the run ended");
      await expect(open(cancel.signal).get(`${SITE}/echo`)).rejects.toThrow("the run ended");
    });

    it("refuses headers and bodies that nobody can send", async () => {
      expect(await reasonOf(open().get(`${SITE}/echo`, { headers: { "bad name": "x" } }))).toBe("invalid");
      expect(await reasonOf(open().get(`${SITE}/echo`, { headers: { a: "line\nbreak" } }))).toBe("invalid");
      expect(await reasonOf(open().post(`${SITE}/echo`, { json: Number.NaN }))).toBe("invalid");
      expect(await reasonOf(open().get(`${SITE}/echo`, { body: "x" } as object))).toBe("invalid");
    });

    it("has no write methods when it is read only", () => {
      expect(Object.keys(handleOf(egress("read", use()), bind().bound))).toEqual(["get", "head"]);
    });
  });
}
