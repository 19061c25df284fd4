import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../kit/fake-clock.ts";
import { memoryRecords } from "../../testing/memory-records.ts";
import { createHttpRoutes } from "../../triggers/http/routes.ts";
import { type ReplayPorts, replayMany } from "../failures/replay.ts";
import type { HandlerArgs } from "../features/feature.ts";
import type { Environment } from "../pipeline/environment.ts";
import type { FailureRecord } from "../stores/failure-record.ts";
import { adminRoutes } from "./admin-routes.ts";

const TOKEN = "0123456789abcdef";
const NOW_MS = Date.now();

function failed(flow: string, event: string, atMs: number, code = "RUN010"): FailureRecord {
  return {
    id: `${flow}~${event}`,
    flow,
    version: "1.0.0",
    trigger: "queue",
    place: flow,
    eventId: event,
    code,
    class: "unknown",
    error: "a step failed",
    details: { innerName: 1 },
    node: "save",
    attempts: 4,
    firstAtMs: atMs,
    lastAtMs: atMs,
    runId: "origin",
    traceparent: undefined,
    payload: { kind: "json", body: { someId: event } },
  };
}

function setUp(env: Record<string, unknown> = { FLOWGATE_ADMIN_TOKENS: TOKEN }) {
  const records = memoryRecords();
  const launched: string[] = [];
  const gate: { until: Promise<unknown> } = { until: Promise.resolve() };
  const launch: ReplayPorts["launch"] = async ({ id, flow }) => {
    launched.push(id);
    await gate.until;
    if (flow === "gone") return undefined;
    return id.endsWith("bad") ? "failed" : "completed";
  };
  const getByName = (name: string) => records(name.replace("flow/", ""));
  const lines: unknown[] = [];
  const log = { error: (line: unknown) => lines.push(line) };
  const environment = { env: { RECORDS: { getByName }, ...env }, log } as unknown as Environment;
  const answer = createHttpRoutes<HandlerArgs>(
    adminRoutes(["orders", "gone"], () => ({ launch, guardMsOf: () => 1_000 })),
  );
  const call = async (method: string, path: string, options: { body?: unknown; token?: string } = {}) => {
    const headers = { authorization: `Bearer ${options.token ?? TOKEN}` };
    const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) };
    const request = new Request(`https://gateway.test${path}`, { method, headers, ...body });
    const response = await answer(request, environment, { waitUntil: () => undefined });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  };
  return { records, launched, gate, call, lines };
}

const ENDPOINTS = [
  ["GET", "/_flow/failures"],
  ["GET", "/_flow/failures/orders~a"],
  ["POST", "/_flow/failures/orders~a/replay"],
  ["POST", "/_flow/failures/replay"],
  ["GET", "/_flow/runs"],
  ["GET", "/_flow/runs/a"],
] as const;

describe("adminRoutes", () => {
  it.each(ENDPOINTS)("keeps %s %s closed without a configured token, and from strangers", async (method, path) => {
    const closed = setUp({});
    expect((await closed.call(method, path)).status).toBe(403);
    const { call, launched } = setUp();
    const { status, headers, body } = await call(method, path, { token: "not-the-right-one" });
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toContain("Bearer");
    expect(body.code).toBe("ADMIN102");
    expect(launched).toEqual([]);
  });

  it("says that nothing is kept where no store is bound", async () => {
    const { call } = setUp({ FLOWGATE_ADMIN_TOKENS: TOKEN, RECORDS: undefined });
    expect(await call("GET", "/_flow/failures")).toMatchObject({ status: 503, body: { code: "CAP101" } });
  });

  it("shows failures of all flows, newest first, with the flow's own names as they are", async () => {
    const { call, records } = setUp();
    await records("orders").putFailure(failed("orders", "a", NOW_MS - 2));
    await records("gone").putFailure(failed("gone", "b", NOW_MS - 1));
    await records("unknown").putFailure(failed("unknown", "c", NOW_MS));
    const { status, headers, body } = await call("GET", "/_flow/failures");
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe("no-store");
    const failures = body.failures as Record<string, unknown>[];
    expect(failures.map(({ id }) => id)).toEqual(["unknown~c", "gone~b", "orders~a"]);
    expect(failures[2]).toMatchObject({
      event_id: "a",
      last_at_ms: NOW_MS - 2,
      details: { innerName: 1 },
      payload: { kind: "json", body: { someId: "a" } },
    });
    expect((await call("GET", "/_flow/failures/orders~a")).body).toMatchObject({ id: "orders~a", run_id: "origin" });
  });

  it("pages and filters one flow", async () => {
    const { call, records } = setUp();
    for (const event of ["a", "b", "c"]) await records("orders").putFailure(failed("orders", event, NOW_MS, event));
    const first = await call("GET", "/_flow/failures?flow=orders&limit=2");
    expect(first.body.failures).toHaveLength(2);
    const second = await call("GET", `/_flow/failures?flow=orders&limit=2&cursor=${first.body.cursor}`);
    expect(second.body.failures).toMatchObject([{ id: "orders~a" }]);
    expect((await call("GET", "/_flow/failures?flow=orders&code=b")).body.failures).toMatchObject([{ id: "orders~b" }]);
    expect((await call("GET", `/_flow/failures?since=${new Date(NOW_MS + 1).toISOString()}`)).body.failures).toEqual(
      [],
    );
  });

  it.each([
    ["GET", "/_flow/failures?limit=0", undefined],
    ["GET", "/_flow/failures?limit=x", undefined],
    ["GET", "/_flow/failures?since=yesterday", undefined],
    ["GET", "/_flow/failures?colour=red", undefined],
    ["GET", "/_flow/failures?cursor=1", undefined],
    ["GET", "/_flow/runs?failed=maybe", undefined],
    ["POST", "/_flow/failures/replay", {}],
    ["POST", "/_flow/failures/replay", []],
    ["POST", "/_flow/failures/replay", { flow: "orders", rate: 0 }],
    ["POST", "/_flow/failures/replay", { flow: "orders", dry_run: "yes" }],
  ])("refuses %s %s %j with what does not fit", async (method, path, body) => {
    const { call, launched } = setUp();
    expect(await call(method, path, { body })).toMatchObject({ status: 400, body: { code: "HTTP100" } });
    expect(launched).toEqual([]);
  });

  it("refuses a body that is too large as such", async () => {
    const { call } = setUp();
    const body = { flow: "orders", event_id: "x".repeat(70_000) };
    expect(await call("POST", "/_flow/failures/replay", { body })).toMatchObject({
      status: 413,
      body: { code: "HTTP102" },
    });
  });

  it.each(["/_flow/failures/orders~none", "/_flow/failures/nonsense", "/_flow/runs/none"])(
    "has nothing at %s",
    async (path) => {
      const { call } = setUp();
      expect(await call("GET", path)).toMatchObject({ status: 404, body: { code: "HTTP104" } });
    },
  );

  it("replays one failure and notes what came of it", async () => {
    const { call, records } = setUp();
    await records("orders").putFailure(failed("orders", "a", NOW_MS));
    const { body } = await call("POST", "/_flow/failures/orders~a/replay");
    const run_id = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(body).toEqual({ id: "orders~a", result: "completed", run_id, outcome: "completed" });
    expect((await call("GET", "/_flow/failures/orders~a")).body).toMatchObject({
      replays: 1,
      replay_outcome: "completed",
      replay_run_id: body.run_id,
    });
    expect((await call("POST", "/_flow/failures/orders~none/replay")).status).toBe(404);
    await records("gone").putFailure(failed("gone", "b", NOW_MS));
    expect((await call("POST", "/_flow/failures/gone~b/replay")).body).toMatchObject({ result: "not_mounted" });
  });

  it("gives one of five replays at once the failure, and tells the others who has it", async () => {
    const { call, records, launched, gate } = setUp();
    await records("orders").putFailure(failed("orders", "a", NOW_MS));
    const going = Promise.withResolvers<void>();
    gate.until = going.promise;
    let refused = 0;
    const replays = [1, 2, 3, 4, 5].map(async () => {
      const answer = await call("POST", "/_flow/failures/orders~a/replay", { body: {} });
      if (answer.status === 409 && ++refused === 4) going.resolve();
      return answer;
    });
    const answers = await Promise.all(replays);
    const [won] = answers.filter(({ status }) => status === 200);
    const lost = answers.filter(({ status }) => status === 409);
    expect(lost).toHaveLength(4);
    for (const { body, headers } of lost) {
      expect(body).toMatchObject({
        code: "REPLAY101",
        run_id: won?.body.run_id,
        details: { run_id: won?.body.run_id },
      });
      expect(headers.get("retry-after")).toBe("2");
    }
    expect(launched).toEqual(["orders~a"]);
  });

  it("replays again what a replay completed only by force, and what it did not complete without", async () => {
    const { call, records, launched } = setUp();
    for (const event of ["a", "bad"]) await records("orders").putFailure(failed("orders", event, NOW_MS));
    const replay = (event: string, body?: object) => call("POST", `/_flow/failures/orders~${event}/replay`, { body });
    const first = await replay("a");
    const again = await replay("a", {});
    expect(again).toMatchObject({ status: 409, body: { code: "REPLAY102", run_id: first.body.run_id } });
    expect(again.headers.get("retry-after")).toBeNull();
    expect(await replay("a", { force: true })).toMatchObject({ status: 200, body: { result: "completed" } });
    for (const _ of [1, 2]) expect(await replay("bad")).toMatchObject({ status: 200, body: { result: "failed" } });
    expect(launched).toEqual(["orders~a", "orders~a", "orders~bad", "orders~bad"]);
    expect(await replay("a", { force: "yes" })).toMatchObject({ status: 400, body: { code: "HTTP100" } });
    expect(await replay("a", { forced: true })).toMatchObject({ status: 400, body: { code: "HTTP100" } });
  });

  it("replays each failure once, though two bulk replays run at once", async () => {
    const { call, records, launched } = setUp();
    for (const event of ["a", "b", "c", "d"]) await records("orders").putFailure(failed("orders", event, NOW_MS));
    const body = { flow: "orders", rate: 1_000 };
    const bulks = await Promise.all([1, 2].map(() => call("POST", "/_flow/failures/replay", { body })));
    expect(launched.toSorted()).toEqual(["a", "b", "c", "d"].map((event) => `orders~${event}`));
    const results = bulks.flatMap(({ body: { replayed } }) =>
      (replayed as { result: string }[]).map(({ result }) => result),
    );
    expect(results.filter((result) => result === "completed")).toHaveLength(4);
    // The second listed what the first had not yet completed, and passes over it.
    for (const result of results) expect(["completed", "running", "replayed"]).toContain(result);
  });

  it("goes on page by page in bulk, whatever fails or is replayed meanwhile", async () => {
    const { call, records, launched } = setUp();
    const events = ["a", "b", "c", "d", "e"];
    for (const [index, event] of events.entries()) {
      await records("orders").putFailure(failed("orders", event, NOW_MS - index));
    }
    let cursor: unknown;
    do {
      const { body } = await call("POST", "/_flow/failures/replay", {
        body: { flow: "orders", rate: 1_000, limit: 2, cursor },
      });
      cursor = body.cursor;
      await records("orders").putFailure(failed("orders", `new-${launched.length}`, NOW_MS + launched.length));
    } while (cursor !== undefined);
    expect(launched).toEqual(events.map((event) => `orders~${event}`));
  });

  it("replays what a filter takes, once each, and shows it first in a dry run", async () => {
    const { call, records, launched } = setUp();
    const events = [
      failed("orders", "a", NOW_MS),
      failed("orders", "bad", NOW_MS),
      failed("orders", "c", NOW_MS, "OTHER"),
    ];
    for (const record of events) await records("orders").putFailure(record);
    const body = { flow: "orders", code: "RUN010", rate: 1_000 };
    const dry = await call("POST", "/_flow/failures/replay", { body: { ...body, dry_run: true } });
    expect(dry.body).toEqual({ matched: 2, replayed: [{ id: "orders~bad" }, { id: "orders~a" }] });
    expect(launched).toEqual([]);
    const done = await call("POST", "/_flow/failures/replay", { body });
    expect(done.body.replayed).toMatchObject([{ result: "failed" }, { result: "completed" }]);
    expect(launched).toEqual(["orders~bad", "orders~a"]);
    const left = await call("POST", "/_flow/failures/replay", { body: { flow: "orders", rate: 1_000, dry_run: true } });
    expect(left.body.matched).toBe(2);
  });

  it("answers 503 when the store fails, and logs why", async () => {
    const getByName = () => ({ findFailure: () => Promise.reject(new Error("inner secret")) });
    const { call, lines } = setUp({ FLOWGATE_ADMIN_TOKENS: TOKEN, RECORDS: { getByName } });
    const { status, body } = await call("GET", "/_flow/failures/orders~a");
    expect(status).toBe(503);
    expect(JSON.stringify(body)).not.toContain("secret");
    expect(lines).toHaveLength(1);
  });
});

describe("replayMany", () => {
  it("starts no more per second than asked", async () => {
    const clock = new FakeClock(NOW_MS);
    const records = memoryRecords();
    for (const event of ["a", "b", "c"]) await records("orders").putFailure(failed("orders", event, NOW_MS));
    const startedAtMs: number[] = [];
    const launch: ReplayPorts["launch"] = async () => {
      startedAtMs.push(clock.now() - NOW_MS);
      return "completed";
    };
    const ports = { records, launch, guardMsOf: () => 1_000, newId: uuidv7, clock, waitUntil: () => undefined };
    const bulk = { flow: "orders", filter: {}, limit: 10, perSecond: 2, dryRun: false };
    const replaying = replayMany(bulk, ports);
    await clock.advance(2_000);
    expect((await replaying).replayed).toHaveLength(3);
    expect(startedAtMs).toEqual([0, 500, 1_000]);
  });
});
