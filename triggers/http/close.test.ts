import { describe, expect, it } from "vitest";
import { FlowError, failure } from "../../kernel/errors/failure.ts";
import type { Outcome } from "../../kernel/outcome.ts";
import { birth, mount, streamingOutcome } from "../../testing/trigger-events.ts";
import { http } from "./author.ts";
import { closeHttp } from "./close.ts";
import { reply } from "./reply.ts";

const stats = { stepsRun: 1, retries: 0 };
const completed = (value: unknown): Outcome => ({ kind: "completed", value, stats });
const replied = (value: unknown, options: object): Outcome => ({
  kind: "completed",
  value,
  annotations: { http: options },
  stats,
});

function close(outcome: Outcome, accept?: string, streams?: "json" | "bytes"): Response {
  const request = new Request<unknown, CfProperties>("http://localhost/a", { headers: accept ? { accept } : {} });
  const event = { request, path: "/a", params: {}, query: {}, announcedBytes: undefined };
  return closeHttp(outcome, event, mount(http.get("/a"), streams), birth);
}

async function shown(response: Response) {
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

describe("closeHttp", () => {
  it("answers a value as JSON with the run's id, a string too", async () => {
    const response = close(completed({ a: [1] }));
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("x-flow-run-id")).toBe(birth.runId);
    expect(await shown(response)).toEqual({ status: 200, body: { a: [1] } });
    expect(await close(completed("hi")).text()).toBe('"hi"');
    expect(await close(completed(null)).text()).toBe("null");
  });

  it("answers no value with 204", async () => {
    expect(await shown(close(completed(undefined)))).toEqual({ status: 204, body: undefined });
  });

  it("lets a node set status and headers", async () => {
    const response = close(
      replied({ id: 1 }, { status: 201, headers: { location: "/a/1", "set-cookie": ["a=1", "b=2"] } }),
    );
    expect(await shown(response)).toEqual({ status: 201, body: { id: 1 } });
    expect(response.headers.get("location")).toBe("/a/1");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    const redirect = close(replied(undefined, { status: 303, headers: { location: "/b" } }));
    expect([redirect.status, redirect.headers.get("location"), await redirect.text()]).toEqual([303, "/b", ""]);
  });

  it("sends a string as it is under a content type that is not JSON", async () => {
    const html = { headers: { "Content-Type": "text/html; charset=utf-8" } };
    expect(await close(replied("<p>hi</p>", html)).text()).toBe("<p>hi</p>");
    const problem = { headers: { "content-type": "application/problem+json" } };
    expect(await close(replied("hi", problem)).text()).toBe('"hi"');
  });

  it("answers 500 to a reply that HTTP does not allow", async () => {
    const bad = [{ status: 99 }, { status: 600 }, { status: 200.5 }, { status: 204 }, { headers: { "a b": "c" } }];
    for (const options of [
      ...bad,
      { headers: { a: "b\r\nc: d" } },
      { headers: { a: 1 } },
      { headers: { a: "\u20ac" } },
    ]) {
      const { status, body } = await shown(close(replied("x", options)));
      expect([status, body.code, typeof body.details.reason]).toEqual([500, "RUN010", "string"]);
    }
  });

  it("answers a value that does not stringify with RUN011, without its inner text", async () => {
    const value = {
      toJSON() {
        throw new Error("secret");
      },
    };
    const { status, body } = await shown(close(completed(value)));
    expect([status, body.code]).toEqual([500, "RUN011"]);
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  it("marks a stored answer as replayed", async () => {
    const response = close({ kind: "duplicate", stored: { a: 1 }, annotations: { http: { status: 201 } } });
    expect(response.headers.get("idempotency-replayed")).toBe("true");
    expect(await shown(response)).toEqual({ status: 201, body: { a: 1 } });
  });

  it("answers a deferred run with 202 and where to ask", async () => {
    const response = close({ kind: "deferred", statusUrl: "/_flow/runs/1" });
    expect(response.headers.get("location")).toBe("/_flow/runs/1");
    expect(await shown(response)).toEqual({ status: 202, body: { status_url: "/_flow/runs/1", run_id: birth.runId } });
  });

  it("says when to come back, in whole seconds", () => {
    const cases: [Outcome, number, string][] = [
      [{ kind: "retry", delayMs: 1200, failure: failure("CAP101") }, 503, "2"],
      [{ kind: "retry", failure: failure("RUN010") }, 503, "1"],
      [{ kind: "retry", delayMs: 0, failure: failure("RATE101") }, 429, "1"],
      [{ kind: "retry", failure: failure("IDEM103", undefined, { retryAfterMs: 5000 }) }, 409, "5"],
      [{ kind: "failed", failure: failure("RATE101", undefined, { retryAfterMs: 61_001 }) }, 429, "62"],
    ];
    for (const [outcome, status, retryAfter] of cases) {
      const response = close(outcome);
      expect([response.status, response.headers.get("retry-after")]).toEqual([status, retryAfter]);
    }
    expect(close({ kind: "failed", failure: failure("RUN020") }).headers.has("retry-after")).toBe(false);
  });

  it("answers a failure as the error on the wire", async () => {
    const found = new FlowError("no such order", { code: "ORDER", status: 404, details: { id: 1 }, cause: "secret" })
      .failure;
    const response = close({ kind: "failed", failure: found });
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await shown(response)).toEqual({
      status: 404,
      body: { error: "no such order", code: "ORDER", details: { id: 1, retryable: false }, run_id: birth.runId },
    });
  });

  it("answers 500 where an author's status is no error", () => {
    for (const status of [0, 200, 399, 600, Number.NaN]) {
      expect(close({ kind: "failed", failure: { ...failure("RUN010"), status } }).status).toBe(500);
    }
  });

  it("answers 504 past the guard and 499 to a caller that left", () => {
    const late = failure("TIME015");
    expect(close({ kind: "cancelled", by: "guard", failure: late }).status).toBe(504);
    expect(close({ kind: "cancelled", by: "caller", failure: failure("RUN060") }).status).toBe(499);
  });

  it("tells a client that asked for events of the failure as an event, with its status", async () => {
    const failed: Outcome = { kind: "failed", failure: failure("SCHEMA101") };
    const events = close(failed, "text/event-stream", "json");
    expect([events.status, events.headers.get("content-type")]).toEqual([422, "text/event-stream"]);
    expect(await events.text()).toMatch(
      /^event: error\ndata: \{"error":"the input does not fit","code":"SCHEMA101".*\}\n\n$/,
    );
    const lines = close(failed, "application/x-ndjson", "json");
    expect(JSON.parse(await lines.text())).toMatchObject({ code: "SCHEMA101", run_id: birth.runId });
    expect(close(failed, "*/*", "json").headers.get("content-type")).toMatch(/^application\/json/);
    expect(close(failed, "text/event-stream").headers.get("content-type")).toMatch(/^application\/json/);
  });

  it("streams JSON in the form that the client takes", async () => {
    const items = async function* () {
      yield { n: 1 };
      yield "two";
    };
    const sse = close(streamingOutcome(items()).outcome);
    expect([sse.status, sse.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    expect(sse.headers.get("cache-control")).toBe("no-store");
    expect(await sse.text()).toBe('id: 1\ndata: {"n":1}\n\nid: 2\ndata: "two"\n\n');
    const lines = close(streamingOutcome(items()).outcome, "application/x-ndjson");
    expect(lines.headers.get("content-type")).toBe("application/x-ndjson");
    expect(await lines.text()).toBe('{"n":1}\n"two"\n');
  });

  it("ends a stream that nobody can take", async () => {
    const { outcome, closed } = streamingOutcome((async function* () {})());
    expect(close(outcome, "*/*;q=0").status).toBe(406);
    expect(closed).toMatchObject([{ code: "HTTP107" }]);
    const bad = streamingOutcome((async function* () {})(), "json", { annotations: { http: { status: 204 } } });
    expect(close(bad.outcome).status).toBe(500);
    expect(bad.closed).toMatchObject([{ code: "RUN010" }]);
  });

  it("streams bytes under the node's content type", async () => {
    const chunks = async function* () {
      yield new Uint8Array([104]);
      yield new Uint8Array([105]);
    };
    const plain = close(streamingOutcome(chunks(), "bytes").outcome);
    expect(plain.headers.get("content-type")).toBe("application/octet-stream");
    expect(await plain.text()).toBe("hi");
    const annotations = { http: { status: 206, headers: { "content-type": "text/plain" } } };
    const typed = close(streamingOutcome(chunks(), "bytes", { annotations }).outcome);
    expect([typed.status, typed.headers.get("content-type")]).toEqual([206, "text/plain"]);
    await typed.body?.cancel();
  });
});

describe("reply", () => {
  it("carries status and headers with a value", () => {
    expect(reply({ a: 1 }, { status: 201 })).toMatchObject({ value: { a: 1 }, annotations: { http: { status: 201 } } });
  });

  it("fails in the node that asks for what HTTP does not allow", () => {
    expect(() => reply("x", { status: 42 })).toThrow(FlowError);
    expect(() => reply("x", { headers: { "x\n": "y" } })).toThrow(/HTTP does not allow/);
  });
});
