import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { FlowError } from "../../kernel/errors/failure.ts";
import { InvocationSchema } from "../../kernel/invocation.ts";
import { birth, mount } from "../../testing/trigger-events.ts";
import { type HttpTrigger, http } from "./author.ts";
import type { HttpEvent } from "./event.ts";
import { openHttp } from "./open.ts";
import { createHttpRoutes } from "./routes.ts";
import { sentId } from "./sent-ids.ts";

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Record<string, string>;
}

/** The event that the router makes of a request. */
async function eventOf(spec: HttpTrigger, { method = spec.method, path, ...init }: Sent): Promise<HttpEvent> {
  const events: HttpEvent[] = [];
  const routes = createHttpRoutes([
    {
      ...spec,
      handle: (event) => {
        events.push(event);
        return new Response();
      },
    },
  ]);
  await routes(new Request(`http://localhost${path}`, { method, ...init }));
  const [event] = events;
  if (!event) throw new Error(`no route for ${path}`);
  return event;
}

async function open(spec: HttpTrigger, sent: Sent, streams?: "json" | "bytes") {
  return openHttp(await eventOf(spec, sent), mount(spec, streams), birth);
}

async function invocationOf(spec: HttpTrigger, sent: Sent) {
  const opened = await open(spec, sent);
  if (!opened.ok) throw FlowError.of(opened.failure);
  return opened.value;
}

const json = { "content-type": "application/json" };

describe("openHttp", () => {
  it("makes the payload of the body, or of query and params where there is none", async () => {
    const posted = await invocationOf(http.post("/a/:id"), { path: "/a/1?x=2", body: '{"b":3}', headers: json });
    expect(posted.payload).toEqual({ b: 3 });
    const got = await invocationOf(http.get("/a/:id"), { path: "/a/1?id=9&x=2&x=3&shout=true" });
    expect(got.payload).toEqual({ id: "1", x: ["2", "3"], shout: "true" });
    const deleted = await invocationOf(http.delete("/a/:id"), { path: "/a/1", body: "ignored" });
    expect(deleted.payload).toEqual({ id: "1" });
  });

  it("ignores the body of a route that takes none", async () => {
    const posted = await invocationOf(http.post("/a", { body: "none" }), { path: "/a", body: "{", headers: json });
    expect(posted.payload).toEqual({});
  });

  it("reads an any route by the request's method", async () => {
    const any = http.any("/a/:id");
    expect((await invocationOf(any, { method: "GET", path: "/a/1" })).payload).toEqual({ id: "1" });
    expect((await invocationOf(any, { method: "HEAD", path: "/a/1" })).payload).toEqual({ id: "1" });
    expect((await invocationOf(any, { method: "DELETE", path: "/a/1" })).payload).toEqual({ id: "1" });
    expect((await invocationOf(any, { method: "PUT", path: "/a/1", body: "2", headers: json })).payload).toBe(2);
  });

  it("makes the payload by the route's input", async () => {
    const spec = http.post("/a/:id", {
      input: ({ method, path, params, query, headers, body }) => ({ method, path, params, query, headers, body }),
    });
    const headers = { ...json, authorization: "secret", cookie: "secret", "user-agent": "me" };
    expect((await invocationOf(spec, { path: "/a/1?x=2", body: "3", headers })).payload).toEqual({
      method: "POST",
      path: "/a/1",
      params: { id: "1" },
      query: { x: "2" },
      headers: { "content-type": "application/json", "user-agent": "me" },
      body: 3,
    });
  });

  it("keeps the inner error of an input mapping that throws", async () => {
    const spec = http.get("/a", {
      input: () => {
        throw new Error("secret");
      },
    });
    const opened = await open(spec, { path: "/a" });
    expect(opened).toMatchObject({ ok: false, failure: { code: "RUN010", message: "a step failed" } });
    const told = http.get("/a", {
      input: () => {
        throw new FlowError("no such shop", { code: "SHOP", status: 404 });
      },
    });
    expect(await open(told as never, { path: "/a" })).toMatchObject({ failure: { code: "SHOP", status: 404 } });
  });

  it("fills the envelope, which fits its schema and is frozen", async () => {
    const trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const invocation = await invocationOf(http.post("/a/:id", { headers: ["x-shop"] }), {
      path: "/a/1?x=2",
      body: "3",
      headers: { ...json, "idempotency-key": '"k1"', traceparent: trace, "x-shop": "s", "x-other": "o", cookie: "c" },
    });
    expect(invocation).toEqual({
      flow: "demo",
      trigger: "http",
      capture: "end",
      payload: 3,
      deadlineAtMs: birth.deadlineAtMs,
      metadata: {
        labels: {
          "flow.run_id": birth.runId,
          "flow.id": "5f0c1a4e-0000-5000-8000-000000000002",
          "flow.version": "1.0.0",
          "flow.trigger": "http",
          "flow.capture": "end",
          "flow.source": "http",
          "flow.event_id": await sentId("k1"),
          "flow.idempotency_key": await sentId("k1"),
          "flow.attempt": "1",
          "flow.traceparent": trace,
          "http.method": "POST",
          "http.route": "/a/:id",
          "http.path": "/a/1",
          "http.query": "x=2",
          "http.header.content-type": "application/json",
          "http.header.x-shop": "s",
        },
        extensions: {},
      },
    });
    expect(v.is(InvocationSchema, invocation)).toBe(true);
    expect(Object.isFrozen(invocation) && Object.isFrozen(invocation.metadata.labels)).toBe(true);
  });

  it("takes the event's id from the sender where it gives one, else from the run", async () => {
    const spec = http.post("/a", { deliveryHeader: "webhook-id", body: "none" });
    const labels = async (headers: Record<string, string>) =>
      (await invocationOf(spec, { path: "/a", headers })).metadata.labels;
    expect(await labels({ "webhook-id": "w1", "idempotency-key": "k1" })).toMatchObject({
      "flow.event_id": await sentId("w1"),
    });
    expect(await labels({ "idempotency-key": "k1" })).toMatchObject({ "flow.event_id": await sentId("k1") });
    expect(await labels({ "webhook-id": "" })).toMatchObject({ "flow.event_id": birth.runId });
    expect(await labels({})).toMatchObject({ "flow.event_id": birth.runId });
  });

  it("drops a malformed traceparent", async () => {
    const { labels } = (await invocationOf(http.get("/a"), { path: "/a", headers: { traceparent: "00-zz" } })).metadata;
    expect(labels).not.toHaveProperty("flow.traceparent");
  });

  const malformed = ["order 1", '"open', "", "x".repeat(256), "a, b", '"a", "a"', "é"];

  it("refuses a malformed idempotency key where keys are looked at", async () => {
    const specs = [
      http.post("/a", { body: "none" }),
      http.delete("/a"),
      http.any("/a", { body: "none" }),
      http.post("/a", { body: "none", idempotency: { required: true } }),
      http.post("/a", { body: "none", deliveryHeader: "webhook-id" }),
    ];
    for (const key of malformed) {
      for (const spec of specs) {
        const method = spec.method === "ALL" ? "PUT" : spec.method;
        const opened = await open(spec, { method, path: "/a", headers: { "idempotency-key": key } });
        expect(opened, `${method} ${key}`).toMatchObject({ failure: { code: "HTTP100", status: 400 } });
      }
    }
  });

  it("ignores any idempotency key where none is looked at", async () => {
    const ignoring: [HttpTrigger, method: string][] = [
      [http.get("/a"), "GET"],
      [http.get("/a"), "HEAD"],
      [http.any("/a"), "GET"],
      [http.any("/a"), "HEAD"],
      [http.post("/a", { body: "none", idempotency: false }), "POST"],
      [http.post("/a", { body: "none", streaming: true }), "POST"],
      [http.post("/a", { body: "none", idempotency: { key: "/id" } }), "POST"],
    ];
    for (const key of [...malformed, "order-1"]) {
      for (const [spec, method] of ignoring) {
        const { labels } = (await invocationOf(spec, { method, path: "/a", headers: { "idempotency-key": key } }))
          .metadata;
        expect(labels["flow.event_id"], `${method} ${key}`).toBe(birth.runId);
        expect(labels).not.toHaveProperty(["flow.idempotency_key"]);
      }
    }
  });

  it("refuses a client that refuses every form of the stream, before anything runs", async () => {
    const spec = http.get("/a", { streaming: true });
    const headers = { accept: "application/json, */*;q=0" };
    expect(await open(spec, { path: "/a", headers }, "json")).toMatchObject({
      failure: { code: "HTTP107", status: 406 },
    });
    expect(await open(spec, { path: "/a", headers }, "bytes")).toMatchObject({ ok: true });
  });

  it("never copies a header with credentials, even when the route asks", async () => {
    const spec = http.get("/a", { headers: ["cookie", "x-a"] });
    const { labels } = (await invocationOf(spec, { path: "/a", headers: { cookie: "c", "x-a": "1" } })).metadata;
    expect(labels).not.toHaveProperty(["http.header.cookie"]);
    expect(labels).toHaveProperty(["http.header.x-a"], "1");
  });
});
