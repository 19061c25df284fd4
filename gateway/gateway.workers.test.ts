import { createExecutionContext, createMessageBatch, getQueueResult, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { describe, expect, it, vi } from "vitest";
import type { RunRecord } from "../telemetry/run-record.ts";
import { adminApi, createGateway, cron, FlowError, flow, type GatewayOptions, http, kv, node, queue } from "./index.ts";
import { boundRecords } from "./stores/bound.ts";

/** Told apart, as the ledger knows a message that it has seen. */
let batches = 0;

const JSON_TYPE = { "content-type": "application/json" };
const one = (name: string, run: () => unknown) => node({ name, run });

async function failuresOf(name: string) {
  const records = boundRecords(env as unknown as Record<string, unknown>)?.(name);
  const { failures = [] } = (await records?.listFailures({}, { limit: 10 })) ?? {};
  return failures;
}

function gatewayOf(flows: GatewayOptions["flows"], features: GatewayOptions["features"] = []) {
  const told: RunRecord[] = [];
  const sink = { name: "test", write: (runs: readonly RunRecord[]) => void told.push(...runs) };
  return { gateway: createGateway({ flows, features, sinks: [sink] }), told };
}

async function fetchOn(
  { gateway }: ReturnType<typeof gatewayOf>,
  path: string,
  init?: RequestInit,
  bindings: object = env,
) {
  const context = createExecutionContext();
  const response = await gateway.fetch(new Request(`http://flowgate.test${path}`, init), bindings, context);
  const body = await response.text();
  await waitOnExecutionContext(context);
  return { status: response.status, headers: response.headers, body: body === "" ? undefined : JSON.parse(body) };
}

async function consume(
  { gateway }: ReturnType<typeof gatewayOf>,
  name: string,
  bodies: readonly unknown[],
  { attempts = 1, again = false } = {},
) {
  if (!again) batches++;
  const messages = bodies.map((body, n) => ({ id: `${batches}/m${n}`, timestamp: new Date(), attempts, body }));
  const batch = createMessageBatch(name, messages);
  const context = createExecutionContext();
  await gateway.queue(batch, env, context);
  const { explicitAcks, retryMessages } = await getQueueResult(batch, context);
  const short = (id: string) => id.slice(id.indexOf("/") + 1);
  return {
    acked: explicitAcks.map(short).toSorted(),
    retried: retryMessages.map(({ msgId }) => short(msgId)).toSorted(),
  };
}

describe("fetch", () => {
  const Thing = v.object({ n: v.number() });
  const double = flow("double", "1.0.0")
    .on(http.post("/double"))
    .node("double", node({ input: Thing, run: ({ n }) => ({ n: n * 2 }) }))
    .respond("double");

  it("answers, and tells the sinks of the run", async () => {
    const mounted = gatewayOf([double]);
    const reply = await fetchOn(mounted, "/double", { method: "POST", headers: JSON_TYPE, body: '{"n":2}' });
    expect(reply).toMatchObject({ status: 200, body: { n: 4 } });
    expect(mounted.told).toMatchObject([
      { flow: "double", source: "http", place: "POST /double", outcome: "completed", status: 200, nodesRun: 1 },
    ]);
    expect(reply.headers.get("x-flow-run-id")).toBe(mounted.told[0]?.runId);
  });

  it.each([
    ["is not JSON", '{"n":', 400, "HTTP101"],
    ["does not fit", '{"n":"2"}', 422, "SCHEMA101"],
    ["is empty", "", 400, "HTTP101"],
    ["is nested too deep", "[".repeat(80) + "]".repeat(80), 400, "HTTP106"],
    ["is too large", `{"n":1,"pad":"${"x".repeat(1_100_000)}"}`, 413, "HTTP102"],
  ])("refuses a body that %s", async (_, body, status, code) => {
    const mounted = gatewayOf([double]);
    expect(await fetchOn(mounted, "/double", { method: "POST", headers: JSON_TYPE, body })).toMatchObject({
      status,
      body: { code },
    });
    expect(mounted.told).toMatchObject([{ outcome: "failed", code }]);
  });

  it.each([
    ["an unknown path", "/nope", {}, { status: 404, body: { code: "HTTP104" } }],
    ["a wrong method", "/double", {}, { status: 405, body: { code: "HTTP105" } }],
    [
      "a wrong content type",
      "/double",
      { method: "POST", body: "n=1", headers: { "content-type": "text/csv" } },
      { status: 415, body: { code: "HTTP103" } },
    ],
  ])("refuses %s", async (_, path, init, expected) => {
    const reply = await fetchOn(gatewayOf([double]), path, init);
    expect(reply).toMatchObject(expected);
    if (expected.status === 405) expect(reply.headers.get("allow")).toBe("POST, OPTIONS");
  });

  it("leaves __proto__ keys without effect", async () => {
    const echo = flow("echo", "1.0.0")
      .on(http.post("/echo"))
      .node(
        "in",
        node({
          input: v.looseObject({}),
          run: (value) => ({ ...value, admin: (value as { admin?: true }).admin ?? false }),
        }),
      )
      .respond("in");
    const reply = await fetchOn(gatewayOf([echo]), "/echo", {
      method: "POST",
      headers: JSON_TYPE,
      body: '{"__proto__":{"admin":true}}',
    });
    expect(reply.body).toMatchObject({ admin: false });
    expect(({} as { admin?: true }).admin).toBeUndefined();
  });

  const raise = (thrown: unknown) => () => {
    throw thrown;
  };
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  it.each([
    ["throws", raise(new Error("secret")), "RUN010"],
    ["throws what is no error", raise("secret"), "RUN010"],
    ["gives a cycle", () => cyclic, "RUN011"],
    ["gives what is not JSON", () => ({ secret: 1n }), "RUN011"],
  ])("answers 500 with a code and no inner text when a node %s", async (_, run, code) => {
    const broken = flow("broken", "1.0.0").on(http.get("/broken")).node("a", one("a", run)).respond("a");
    const reply = await fetchOn(gatewayOf([broken]), "/broken");
    expect(reply).toMatchObject({ status: 500, body: { code, run_id: expect.any(String) } });
    expect(JSON.stringify(reply.body)).not.toContain("secret");
    expect(JSON.stringify(reply.body)).not.toContain("Error:");
  });

  it("answers 504 when a node never returns", async () => {
    const stuck = flow("stuck", "1.0.0")
      .on(http.get("/stuck", { timeoutMs: 300 }))
      .node("a", node({ run: () => new Promise(() => undefined) }))
      .respond("a");
    const reply = await fetchOn(gatewayOf([stuck]), "/stuck");
    expect(reply).toMatchObject({
      status: 504,
      body: { code: "TIME015", details: { node: "a", timeout_ms: expect.any(Number) } },
    });
  });

  it("says 503 of a flow that lacks something, its names to the operator alone, and lets the others serve", async () => {
    const lacking = flow("lacking", "1.0.0")
      .on(http.get("/lacking"))
      .node("a", node({ uses: { store: kv("NOT_BOUND", "read") }, run: (_input, { store }) => store.get("k") }))
      .respond("a");
    const mounted = gatewayOf([lacking, double]);
    const reply = await fetchOn(mounted, "/lacking");
    expect(reply).toMatchObject({ status: 503, body: { code: "CAP101" } });
    expect(JSON.stringify(reply.body)).not.toMatch(/NOT_BOUND|kv|store/);
    expect(mounted.told[0]?.failure).toMatchObject({ diagnostics: [{ code: "CAP101", location: { node: "a" } }] });
    expect(await fetchOn(mounted, "/double", { method: "POST", headers: JSON_TYPE, body: '{"n":2}' })).toMatchObject({
      status: 200,
    });
    expect((await fetchOn(mounted, "/healthz")).body).toEqual({ ok: true });
    const open = await fetchOn(mounted, "/readyz", {}, { ...env, FLOWGATE_PUBLIC: "/readyz" });
    expect(open).toMatchObject({ status: 503, body: { ready: false } });
    expect(JSON.stringify(open.body)).toContain("NOT_BOUND");
  });

  it("lists what is mounted, as HTML for a browser", async () => {
    const mounted = gatewayOf([double]);
    const bindings = { ...env, FLOWGATE_PUBLIC: "*" };
    expect(await fetchOn(mounted, "/", {}, bindings)).toMatchObject({ body: { flows: [{ name: "double" }] } });
    const context = createExecutionContext();
    const page = await mounted.gateway.fetch(
      new Request("http://flowgate.test/", { headers: { accept: "text/html" } }),
      bindings,
      context,
    );
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await page.text()).toContain("POST /double");
  });

  it("goes on when a sink throws", async () => {
    const broken = { name: "broken", write: raise(new Error("full")) };
    const quiet = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const mounted = { gateway: createGateway({ flows: [double], sinks: [broken] }), told: [] };
    expect(await fetchOn(mounted, "/double", { method: "POST", headers: JSON_TYPE, body: '{"n":2}' })).toMatchObject({
      status: 200,
    });
    expect(quiet).toHaveBeenCalledOnce();
    quiet.mockRestore();
  });
});

describe("queue", () => {
  const verdicts: Record<string, () => unknown> = {
    ok: () => 1,
    throws: () => Promise.reject(new Error("x")),
    permanent: () => Promise.reject(new FlowError("no", { code: "NO" })),
    busy: () => Promise.reject(new FlowError("busy", { retry: "transient", retryAfterMs: 7_000 })),
    stuck: () => new Promise(() => undefined),
  };
  const worker = (timeoutMs = 60_000) =>
    flow("worker", "1.0.0")
      .on(queue("orders", { deadLetter: "DEAD_LETTERS", timeoutMs, retry: { maxAttempts: 3 } }))
      .node("a", node({ input: v.object({ is: v.string() }), run: ({ is }) => verdicts[is]?.() }))
      .respond("a");

  it("settles each message by its own run", async () => {
    const mounted = gatewayOf([worker()]);
    const bodies = ["ok", "throws", "permanent", "busy", "ok"].map((is) => ({ is }));
    const result = await consume(mounted, "orders", bodies);
    expect(result.acked).toEqual(["m0", "m2", "m4"]);
    expect(result.retried).toEqual(["m1", "m3"]);
    expect(mounted.told.map(({ settlement }) => settlement).toSorted()).toEqual([
      "ack",
      "ack",
      "dead_letter",
      "retry",
      "retry",
    ]);
    expect(mounted.told).toContainEqual(expect.objectContaining({ source: "queue", batchSize: 5, place: "orders" }));
  });

  it("retries a message whose node never returns", async () => {
    const mounted = gatewayOf([worker(500)]);
    expect(await consume(mounted, "orders", [{ is: "stuck" }])).toEqual({ acked: [], retried: ["m0"] });
    expect(mounted.told).toMatchObject([{ outcome: "cancelled", code: "TIME015", settlement: "retry" }]);
  });

  it("ends a run when its message may be seen again", async () => {
    const held = flow("held", "1.0.0")
      .on(queue("orders", { visibilityTimeoutMs: 300 }))
      .node("a", node({ run: () => new Promise(() => undefined) }))
      .respond("a");
    const mounted = gatewayOf([held]);
    expect(await consume(mounted, "orders", [1])).toEqual({ acked: [], retried: ["m0"] });
    expect(mounted.told).toMatchObject([{ code: "TIME015", guardMs: expect.toSatisfy((ms: number) => ms <= 300) }]);
  });

  it("makes a message that does not fit a final failure at once", async () => {
    const mounted = gatewayOf([worker()]);
    expect(await consume(mounted, "orders", [{ is: 1 }, "text"])).toMatchObject({ acked: ["m0", "m1"] });
    expect(mounted.told.map(({ code, settlement }) => [code, settlement])).toEqual([
      ["SCHEMA101", "dead_letter"],
      ["SCHEMA101", "dead_letter"],
    ]);
  });

  it("makes an unknown failure final after its last try", async () => {
    const mounted = gatewayOf([worker()]);
    expect(await consume(mounted, "orders", [{ is: "throws" }], { attempts: 3 })).toMatchObject({ acked: ["m0"] });
    expect(mounted.told).toMatchObject([{ code: "RUN010", settlement: "dead_letter", attempt: 3 }]);
  });

  it("sends a queue that no flow consumes the platform's way", async () => {
    const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const result = await consume(gatewayOf([worker()]), "strangers", [1]);
    expect(result.retried).toEqual(["m0"]);
    expect(quiet.mock.calls[0]?.[0]).toContain("MSG102");
    quiet.mockRestore();
  });

  it("keeps a final failure where no dead-letter queue takes it", async () => {
    const kept = flow("kept", "1.0.0")
      .on(queue("orders"))
      .node("a", node({ run: () => Promise.reject(new FlowError("no", { code: "NO" })) }))
      .respond("a");
    expect(await consume(gatewayOf([kept]), "orders", [{ n: 1 }])).toEqual({ acked: [], retried: ["m0"] });
    expect(await consume(gatewayOf([kept], [adminApi]), "orders", [{ n: 1 }])).toEqual({ acked: ["m0"], retried: [] });
    expect(await failuresOf("kept")).toMatchObject([{ code: "NO", node: "a", payload: { body: { n: 1 } } }]);
  });

  it("acks a message that has been done before without running it again", async () => {
    let runs = 0;
    const counting = flow("counting", "1.0.0")
      .on(queue("orders"))
      .node("a", node({ run: () => ++runs }))
      .respond("a");
    const mounted = gatewayOf([counting]);
    expect(await consume(mounted, "orders", [{ n: 1 }])).toMatchObject({ acked: ["m0"] });
    expect(await consume(mounted, "orders", [{ n: 1 }], { attempts: 2, again: true })).toMatchObject({ acked: ["m0"] });
    expect(runs).toBe(1);
    expect(mounted.told.map(({ outcome }) => outcome)).toEqual(["completed", "duplicate"]);
  });
});

describe("scheduled", () => {
  const ticking = (name: string, schedule: string, ran: (payload: unknown) => void) =>
    flow(name, "1.0.0")
      .on(cron(schedule))
      .node("a", node({ run: (payload) => ran(payload) }))
      .respond("a");

  async function tick({ gateway }: ReturnType<typeof gatewayOf>, cronText: string, scheduledTime: number) {
    const context = createExecutionContext();
    await gateway.scheduled({ cron: cronText, scheduledTime }, env, context);
    await waitOnExecutionContext(context);
  }

  it("runs every flow whose schedule is the tick's, once, even if one fails", async () => {
    const ran = vi.fn();
    const atMs = Date.UTC(2026, 0, 1, 12, 5);
    const failing = ticking("failing", "*/5 * * * *", () => {
      throw new Error("x");
    });
    const mounted = gatewayOf([failing, ticking("five", "*/5 * * * *", ran), ticking("hour", "0 * * * *", ran)]);
    await tick(mounted, "*/5 * * * *", atMs);
    expect(ran).toHaveBeenCalledExactlyOnceWith({
      schedule: "*/5 * * * *",
      scheduledTime: "2026-01-01T12:05:00.000Z",
      scheduledAtMs: atMs,
    });
    expect(mounted.told.map(({ flow: name, outcome }) => `${name} ${outcome}`).toSorted()).toEqual([
      "failing failed",
      "five completed",
    ]);
    await tick(mounted, "*/5 * * * *", atMs);
    expect(ran).toHaveBeenCalledOnce();
  });

  it("starts within the jitter that a schedule allows itself", async () => {
    const ran = vi.fn();
    const jittery = flow("jittery", "1.0.0")
      .on(cron("*/7 * * * *", { jitterMs: 20 }))
      .node("a", node({ run: ran }))
      .respond("a");
    await tick(gatewayOf([jittery]), "*/7 * * * *", Date.UTC(2026, 0, 1, 12, 7));
    expect(ran).toHaveBeenCalledOnce();
    expect(jittery.ir.nodes[0]?.trigger).toMatchObject({ jitter_ms: 20 });
  });

  it("keeps a tick that failed, with what a replay needs", async () => {
    const failing = ticking("failing_tick", "*/9 * * * *", () => {
      throw new Error("x");
    });
    const { gateway } = gatewayOf([failing], [adminApi]);
    const atMs = Date.UTC(2026, 0, 1, 12, 9);
    await gateway.scheduled({ cron: "*/9 * * * *", scheduledTime: atMs }, env, createExecutionContext());
    expect(await failuresOf("failing_tick")).toMatchObject([
      { code: "RUN010", place: "*/9 * * * *", payload: { kind: "json", body: { scheduledAtMs: atMs } } },
    ]);
  });

  it("says so when a cron fires that no flow has", async () => {
    const quiet = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    await tick(gatewayOf([ticking("hour", "0 * * * *", () => undefined)]), "1 1 1 1 1", Date.now());
    expect(quiet.mock.calls[0]?.[0]).toContain("MSG102");
    quiet.mockRestore();
  });
});

describe("invoke", () => {
  const double = flow("double", "1.0.0")
    .on(http.post("/double"))
    .node("double", node({ input: v.number(), run: (n) => n * 2 }))
    .respond("double");

  it("runs a flow by name, and says what is wrong as a value", async () => {
    const { gateway } = gatewayOf([double]);
    const call = (name: string, payload: unknown) =>
      gateway.invoke({ flow: name, payload }, env, createExecutionContext());
    expect(await call("double", 2)).toEqual({ ok: true, value: 4 });
    expect(await call("double", "2")).toMatchObject({ ok: false, error: { code: "SCHEMA101" } });
    expect(await call("triple", 2)).toMatchObject({ ok: false, error: { code: "MSG102" } });
  });
});
