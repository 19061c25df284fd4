import * as v from "valibot";
import { afterEach, describe, expect, it, vi } from "vitest";
import { memoryDedupe } from "../capabilities/dedupe/memory.ts";
import { flow } from "../kernel/author/flow.ts";
import { node } from "../kernel/author/node.ts";
import { FlowError } from "../kernel/errors/failure.ts";
import { memoryRecords } from "../testing/memory-records.ts";
import { http } from "../triggers/http/author.ts";
import { adminApi } from "./admin/admin-api.ts";
import { createGateway } from "./create-gateway.ts";
import { deferredRuns } from "./deferred/deferred-runs.ts";

const TOKEN = "an-operator's-token";
const KEY = "customer-4711-order-0815";

const work = node({
  input: v.object({ fails: v.optional(v.boolean()) }),
  effects: "effectful",
  idempotency: { key: () => KEY },
  run: ({ fails }, _uses, { log }) => {
    log.info("at work");
    if (fails) throw new FlowError("no", { code: "NO", retry: "permanent" });
    return { done: true };
  },
});
const flows = [
  flow("now", "1.0.0").on(http.post("/now")).node("work", work).respond("work"),
  flow("later", "1.0.0")
    .on(http.post("/later", { respond: "async" }))
    .node("work", work)
    .respond("work"),
  flow("hook", "1.0.0")
    .on(http.post("/hook", { deliveryHeader: "webhook-id" }))
    .node("work", work)
    .respond("work"),
];

/** The object, and all that its methods are given and give, as text. */
function overheard<Bound extends object>(bound: Bound, heard: string[]): Bound {
  const methods = Object.entries(bound).map(([name, method]) => [
    name,
    async (...args: unknown[]) => {
      const answer: unknown = await method(...args);
      heard.push(`${name} ${JSON.stringify([args, answer])}`);
      return answer;
    },
  ]);
  return Object.fromEntries(methods) as Bound;
}

function setUp() {
  const heard: string[] = [];
  for (const method of ["debug", "info", "warn", "error"] as const)
    vi.spyOn(console, method).mockImplementation((line: string) => void heard.push(line));
  const ledger = overheard(memoryDedupe(), heard);
  const records = memoryRecords();
  const stored = (name: string) => overheard(records(name.slice("flow/".length)), heard);
  const queued: unknown[] = [];
  const send = async (body: unknown) => void queued.push(structuredClone(body));
  const env = {
    FLOWGATE_ADMIN_TOKENS: TOKEN,
    LEDGER: { getByName: () => ledger },
    RECORDS: { getByName: stored },
    METRICS: { writeDataPoint: (point: unknown) => heard.push(`point ${JSON.stringify(point)}`) },
    FLOWGATE_QUEUE: overheard({ send }, heard),
  };
  const gateway = createGateway({ flows, features: [adminApi, deferredRuns()] });
  const works: Promise<unknown>[] = [];
  const context = { waitUntil: (job: Promise<unknown>) => void works.push(job) };
  const call = async (path: string, init: RequestInit) => {
    const response = await gateway.fetch(new Request(`https://flowgate.test${path}`, init), env, context);
    const body = (await response.json()) as Record<string, unknown>;
    await Promise.all(works);
    return { status: response.status, body };
  };
  const post = (path: string, headers: Record<string, string>, body: object = {}) =>
    call(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const read = (path: string) => call(path, { headers: { authorization: `Bearer ${TOKEN}` } });
  const deliver = async () => {
    const messages = queued.map((body, at) => ({
      id: `m${at}`,
      timestamp: new Date(),
      body,
      attempts: 1,
      ack: () => undefined,
      retry: () => undefined,
    }));
    await gateway.queue({ queue: "flowgate", messages } as unknown as MessageBatch, env, context);
    await Promise.all(works);
  };
  return { heard, post, read, deliver };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a key that a sender chose", () => {
  it("stands nowhere in clear: not in the ledger, the history, a failure, a queue, a line or a point", async () => {
    const { heard, post, deliver } = setUp();
    const key = { "idempotency-key": KEY };
    expect((await post("/now", key)).status).toBe(200);
    expect((await post("/now", key)).status).toBe(200);
    expect((await post("/now", key, { fails: true })).status).toBe(422);
    expect((await post("/later", key, { fails: true })).status).toBe(202);
    expect((await post("/hook", { "webhook-id": KEY })).status).toBe(200);
    await deliver();
    const kinds = ["claim", "complete", "putRuns", "putFailure", "point", "send", '{"time"'];
    expect(kinds.filter((kind) => heard.every((text) => !text.startsWith(kind)))).toEqual([]);
    expect(heard.filter((text) => text.includes(KEY))).toEqual([]);
  });

  it("still finds its runs and its failures for the operator", async () => {
    const { post, read, deliver } = setUp();
    await post("/now", { "idempotency-key": KEY });
    await post("/hook", { "webhook-id": KEY });
    await post("/later", { "idempotency-key": KEY }, { fails: true });
    await deliver();
    const { runs } = (await read(`/_flow/runs?q=${KEY}`)).body as { runs: { flow: string; event_id: string }[] };
    expect(new Set(runs.map((run) => run.flow))).toEqual(new Set(["now", "hook", "later"]));
    expect((await read(`/_flow/runs?q=${runs[0]?.event_id}`)).body.runs).toHaveLength(runs.length);
    expect((await read("/_flow/runs?q=another")).body.runs).toEqual([]);
    expect((await read(`/_flow/failures?event_id=${KEY}`)).body.failures).toHaveLength(1);
    expect((await read("/_flow/failures?event_id=another")).body.failures).toEqual([]);
  });
});
