import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { sortedJson } from "../../base/seal.ts";
import { memoryBlob } from "../../capabilities/blob/memory.ts";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import { FlowError } from "../../kernel/errors/failure.ts";
import { type Invocation, InvocationSchema } from "../../kernel/invocation.ts";
import type { Json } from "../../kernel/json.ts";
import { memoryRecords } from "../../testing/memory-records.ts";
import { http } from "../../triggers/http/author.ts";
import { mountFlows } from "../mount/mount.ts";
import { environments } from "../pipeline/environment.ts";
import { boundSeals } from "../stores/ledger-secrets.ts";
import { consumeDeferred } from "./consume.ts";
import { type DeferPorts, defer } from "./defer.ts";
import { givingUp } from "./give-up.ts";
import { readStatus } from "./status.ts";

const Job = v.object({ kind: v.picklist(["works", "fails", "later"]), text: v.optional(v.string()) });

function setUp() {
  let ran = 0;
  const work = node({
    input: Job,
    run: ({ kind }) => {
      ran++;
      if (kind === "fails") throw new FlowError("no", { code: "NO" });
      if (kind === "later") throw new FlowError("later", { retry: "transient", retryAfterMs: 9_000 });
      return { ran };
    },
  });
  const jobs = flow("jobs", "1.0.0")
    .on(http.post("/jobs", { respond: "async" }))
    .node("work", work)
    .respond("work");
  const ledger = memoryDedupe();
  const records = memoryRecords();
  const blobs = memoryBlob();
  const shard = { getByName: () => ledger };
  const RECORDS = { getByName: (name: string) => records(name.replace("flow/", "")) };
  const flows = mountFlows([jobs]);
  const sent: Json[] = [];
  const send = async (body: unknown) => void sent.push(structuredClone(body) as Json);
  const seals = boundSeals({ ledger, env: {} });
  const ports: DeferPorts = { queue: { send }, queueName: "flowgate", ledger, seals, blobs, newId: uuidv7 };
  const environmentOf = environments(flows, { sinks: [] });
  const env = { LOG_LEVEL: "silent", LEDGER: shard, RECORDS, FLOWGATE_BLOBS: blobs, FLOWGATE_QUEUE: { send } };
  const signal = new AbortController().signal;
  const at = (queue: string, change: object) => {
    const context = { waitUntil: () => undefined };
    const environment = environmentOf({ ...env, ...change });
    return { flows, environment, context, queue, batchSize: 1, guardAtMs: Date.now() + 60_000, records: [] };
  };
  const messageOf = (body: Json, attempts: number) => ({ id: "m1", timestamp: new Date(), body, attempts });
  const deliver = (body: Json, attempts = 1, change: object = {}) =>
    consumeDeferred(messageOf(body, attempts), signal, at("flowgate", change));
  /** What the platform does with a message whose deliveries are used up. */
  const giveUp = (body: Json, change: object = {}) =>
    givingUp("flowgate", flows)(messageOf(body, 1) as unknown as Message, signal, at("flowgate-dead", change));
  const failures = async (flow = "jobs") => (await records(flow).listFailures({}, { limit: 10 })).failures;
  return { ledger, records, failures, blobs, sent, ports, deliver, giveUp, ran: () => ran };
}

function invocation(payload: unknown): Invocation {
  const runId = uuidv7();
  const labels = {
    "flow.run_id": runId,
    "flow.id": "id",
    "flow.version": "1.0.0",
    "flow.trigger": "http",
    "flow.capture": "work",
    "flow.source": "http",
    "flow.event_id": runId,
    "flow.attempt": "1",
  };
  const deadlineAtMs = Date.now() + 30_000;
  return {
    flow: "jobs",
    trigger: "http",
    capture: "work",
    payload,
    deadlineAtMs,
    metadata: { labels, extensions: {} },
  };
}

const runIdOf = ({ metadata }: Invocation) => metadata.labels["flow.run_id"];

describe("a deferred run", () => {
  it("is pending until its message came, and then shows its value", async () => {
    const { ports, sent, deliver, ledger, ran } = setUp();
    const job = invocation({ kind: "works" });
    const runId = runIdOf(job);
    expect(await defer(job, ports)).toEqual({ kind: "deferred", statusUrl: `/_flow/status/${runId}` });
    expect(await readStatus(runId, ledger)).toEqual({ status: "pending", run_id: runId });
    expect(ran()).toBe(0);
    for (const attempt of [1, 2]) expect(await deliver(sent[0] as Json, attempt)).toEqual({ kind: "ack" });
    expect(ran()).toBe(1);
    expect(await readStatus(runId, ledger)).toEqual({ status: "completed", run_id: runId, value: { ran: 1 } });
  });

  it("shows why it failed, without the inner cause, and keeps the failure for a replay", async () => {
    const { ports, sent, deliver, ledger, records } = setUp();
    const job = invocation({ kind: "fails" });
    await defer(job, ports);
    expect(await deliver(sent[0] as Json)).toEqual({ kind: "ack" });
    expect(await readStatus(runIdOf(job), ledger)).toMatchObject({
      status: "failed",
      code: "NO",
      run_id: runIdOf(job),
    });
    const { failures } = await records("jobs").listFailures({}, { limit: 10 });
    expect(failures).toMatchObject([{ code: "NO", node: "work", payload: { kind: "json", body: { kind: "fails" } } }]);
  });

  it("stays pending while it is tried again", async () => {
    const { ports, sent, deliver, ledger } = setUp();
    const job = invocation({ kind: "later" });
    await defer(job, ports);
    expect(await deliver(sent[0] as Json)).toEqual({ kind: "retry", delaySeconds: 9 });
    expect(await readStatus(runIdOf(job), ledger)).toMatchObject({ status: "pending" });
  });

  it("travels by the bucket when its payload is large, which is empty again afterwards", async () => {
    const { ports, sent, deliver, blobs, ran } = setUp();
    await defer(invocation({ kind: "works", text: "x".repeat(200_000) }), ports);
    expect(JSON.stringify(sent[0]).length).toBeLessThan(1_000);
    expect(await deliver(sent[0] as Json)).toEqual({ kind: "ack" });
    expect(ran()).toBe(1);
    expect((await blobs.list({ prefix: "flowgate/claims/", limit: 10 })).objects).toEqual([]);
  });

  it("is refused where nothing is bound for it, and where its payload does not travel", async () => {
    const { ports } = setUp();
    const job = invocation({ kind: "works" });
    expect(await defer(job, { ...ports, queue: undefined })).toMatchObject({
      kind: "retry",
      failure: { code: "CAP101" },
    });
    expect(await defer(job, { ...ports, ledger: undefined })).toMatchObject({
      kind: "retry",
      failure: { code: "CAP101" },
    });
    expect(await defer(invocation(new Uint8Array(1)), ports)).toMatchObject({
      kind: "failed",
      failure: { code: "RUN011" },
    });
    const large = invocation({ kind: "works", text: "x".repeat(200_000) });
    expect(await defer(large, { ...ports, blobs: undefined })).toMatchObject({
      kind: "failed",
      failure: { code: "LIMIT101" },
    });
  });

  it("asks the caller to come back when the queue does not take it", async () => {
    const { ports } = setUp();
    const queue = { send: () => Promise.reject(new Error("down")) };
    expect(await defer(invocation({ kind: "works" }), { ...ports, queue })).toMatchObject({
      kind: "retry",
      failure: { code: "RES105" },
    });
  });

  it("leaves a message that is none of its own to the platform, and keeps it in the end", async () => {
    const { deliver, giveUp, failures, ran } = setUp();
    for (const body of [{}, "x", { flowgate_deferred: 1 }]) {
      expect(await deliver(body)).toMatchObject({ kind: "retry" });
      expect(await giveUp(body)).toEqual({ kind: "ack" });
      expect(await failures("unknown")).toMatchObject([{ code: "MSG103", place: "flowgate-dead" }]);
    }
    expect(ran()).toBe(0);
  });
});

describe("a deferred run whose queue loses an answer", () => {
  /** Stores the message, and fails the sender. */
  const losing = (ports: DeferPorts): DeferPorts => ({
    ...ports,
    queue: {
      send: async (body) => {
        await ports.queue?.send(body);
        throw new Error("the answer is lost");
      },
    },
  });

  it("is one run at one address, however often its event is queued", async () => {
    const { ports, sent, deliver, ledger, ran } = setUp();
    const tries = Array.from({ length: 3 }, () => invocation({ kind: "works" }));
    for (const job of tries.slice(1)) {
      expect(await defer(job, losing(ports), "event/jobs/http/k")).toMatchObject({ kind: "retry" });
    }
    const answer = await defer(tries[0] as Invocation, ports, "event/jobs/http/k");
    if (answer.kind !== "deferred") throw new Error(answer.kind);
    const runId = answer.statusUrl.replace("/_flow/status/", "");
    expect(sent).toHaveLength(3);
    expect(await readStatus(runId, ledger)).toEqual({ status: "pending", run_id: runId });
    for (const message of sent.reverse()) expect(await deliver(message)).toEqual({ kind: "ack" });
    expect(ran()).toBe(1);
    expect(await readStatus(runId, ledger)).toEqual({ status: "completed", run_id: runId, value: { ran: 1 } });
    expect(await defer(invocation({ kind: "works" }), ports, "event/jobs/http/k")).toEqual(answer);
    expect(await readStatus(runId, ledger)).toMatchObject({ status: "completed" });
  });

  it("is not run again by its second message when it failed for good", async () => {
    const { ports, sent, deliver, failures, ran } = setUp();
    for (const twin of [losing(ports), ports]) await defer(invocation({ kind: "fails" }), twin, "event/jobs/http/k");
    for (const message of sent) expect(await deliver(message)).toEqual({ kind: "ack" });
    expect(ran()).toBe(1);
    expect(await failures()).toHaveLength(1);
  });

  it("has an address that nobody finds by its key, another one per key, and per run without a key", async () => {
    const { ports } = setUp();
    const addressOf = async (deferring: DeferPorts, key?: string) => {
      const answer = await defer(invocation({ kind: "works" }), deferring, key);
      return answer.kind === "deferred" ? answer.statusUrl : answer.kind;
    };
    const addresses = [
      await addressOf(ports, "a"),
      await addressOf(ports, "b"),
      await addressOf(setUp().ports, "a"),
      await addressOf(ports),
      await addressOf(ports),
    ];
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(await addressOf(ports, "a")).toBe(addresses[0]);
    for (const address of addresses) expect(address).toMatch(/^\/_flow\/status\/[0-9a-f-]{36}$/);
  });

  it("can be read by a release that knows no seals", async () => {
    const { ports, sent } = setUp();
    await defer(invocation({ kind: "works" }), ports, "a");
    const before = v.object({ flowgate_deferred: v.literal(1), token: v.string(), invocation: InvocationSchema });
    expect(v.is(before, sent[0])).toBe(true);
  });
});

describe("a deferred run that does not come to its end", () => {
  it("is kept as a failure when its deliveries are used up, and its status says so", async () => {
    const { ports, sent, deliver, giveUp, ledger, failures } = setUp();
    const job = invocation({ kind: "later" });
    await defer(job, ports);
    for (const attempt of [1, 2, 11]) expect(await deliver(sent[0] as Json, attempt)).toMatchObject({ kind: "retry" });
    expect(await giveUp(sent[0] as Json)).toEqual({ kind: "ack" });
    const runId = runIdOf(job);
    expect(await readStatus(runId, ledger)).toMatchObject({ status: "failed", code: "MSG103", run_id: runId });
    const kept = {
      code: "MSG103",
      runId,
      flow: "jobs",
      trigger: "http",
      payload: { kind: "json", body: { kind: "later" } },
    };
    expect(await failures()).toMatchObject([kept]);
    expect(await giveUp(sent[0] as Json)).toEqual({ kind: "ack" });
    expect(await failures()).toHaveLength(1);
  });

  it("is not given up when it had ended and only its ack was lost", async () => {
    const { ports, sent, deliver, giveUp, ledger, failures } = setUp();
    const job = invocation({ kind: "works" });
    await defer(job, ports);
    await deliver(sent[0] as Json);
    expect(await giveUp(sent[0] as Json)).toEqual({ kind: "ack" });
    expect(await failures()).toEqual([]);
    expect(await readStatus(runIdOf(job), ledger)).toMatchObject({ status: "completed" });
  });

  it.each([
    ["gone", "RES101", undefined],
    ["another than was sent", "MSG101", JSON.stringify({ flowgate_deferred: 1 })],
  ])("fails for good at once when its kept payload is %s", async (_, code, instead) => {
    const { ports, sent, deliver, blobs, ledger, failures, ran } = setUp();
    const job = invocation({ kind: "works", text: "x".repeat(200_000) });
    await defer(job, ports);
    const { key } = sent[0] as { key: string };
    if (instead === undefined) await blobs.delete([key]);
    else await blobs.put(key, instead, {});
    expect(await deliver(sent[0] as Json)).toEqual({ kind: "ack" });
    const runId = runIdOf(job);
    expect(await readStatus(runId, ledger)).toMatchObject({ status: "failed", code, run_id: runId });
    expect(await failures()).toMatchObject([
      { code, flow: "jobs", trigger: "http", runId, payload: { kind: "omitted" } },
    ]);
    expect(ran()).toBe(0);
  });

  it("waits for a flow that no version has, and is given up as not mounted", async () => {
    const { ports, sent, deliver, giveUp, ledger } = setUp();
    const job = { ...invocation({ kind: "works" }), flow: "gone" };
    await defer(job, ports);
    expect(await deliver(sent[0] as Json, 3)).toEqual({ kind: "retry", delaySeconds: 120 });
    expect(await giveUp(sent[0] as Json)).toEqual({ kind: "ack" });
    expect(await readStatus(runIdOf(job), ledger)).toMatchObject({ status: "failed", code: "MSG102" });
  });
});

describe("a deferred run while a store is away", () => {
  const down = () => Promise.reject(new Error("down"));

  it("comes again later while its bucket or its ledger does not answer", async () => {
    const { ports, sent, deliver, giveUp, blobs, ran } = setUp();
    await defer(invocation({ kind: "works", text: "x".repeat(200_000) }), ports);
    const bucket = { FLOWGATE_BLOBS: { ...blobs, get: down, list: down } };
    const ledger = { LEDGER: { getByName: () => ({ claim: down, look: down, complete: down, forget: down }) } };
    for (const change of [bucket, ledger]) {
      expect(await deliver(sent[0] as Json, 2, change)).toEqual({ kind: "retry", delaySeconds: 60 });
      expect(await giveUp(sent[0] as Json, change)).toEqual({ kind: "retry", delaySeconds: 30 });
    }
    expect(ran()).toBe(0);
    expect(await deliver(sent[0] as Json, 3)).toEqual({ kind: "ack" });
  });

  it("sends its failure on to wait for the records, and is not run again for it", async () => {
    const { ports, sent, deliver, giveUp, ledger, failures, ran } = setUp();
    const job = invocation({ kind: "fails" });
    await defer(job, ports);
    const away = { RECORDS: { getByName: () => ({ putFailure: down }) } };
    expect(await deliver(sent[0] as Json, 1, away)).toEqual({ kind: "ack" });
    expect(await readStatus(runIdOf(job), ledger)).toMatchObject({ status: "failed", code: "NO" });
    const letter = sent[1] as Json;
    expect(await deliver(letter, 8, away)).toEqual({ kind: "retry", delaySeconds: 3_600 });
    expect(await giveUp(letter, away)).toEqual({ kind: "retry", delaySeconds: 30 });
    expect(await failures()).toEqual([]);
    for (const back of [deliver, giveUp]) expect(await back(letter)).toEqual({ kind: "ack" });
    expect(await failures()).toMatchObject([{ code: "NO", payload: { body: { kind: "fails" } } }]);
    expect(ran()).toBe(1);
  });

  it("is run again later where no queue takes the failure either", async () => {
    const { ports, sent, deliver, ledger } = setUp();
    const job = invocation({ kind: "fails" });
    await defer(job, ports);
    const away = { RECORDS: { getByName: () => ({ putFailure: down }) }, FLOWGATE_QUEUE: { send: down } };
    expect(await deliver(sent[0] as Json, 1, away)).toEqual({ kind: "retry", delaySeconds: 30 });
    expect(await readStatus(runIdOf(job), ledger)).toMatchObject({ status: "pending" });
  });
});

describe("a message to the gateway's own queue that somebody made up", () => {
  it("runs nothing, whatever it says it is, and closes no status", async () => {
    const { ports, sent, deliver, giveUp, ledger, failures, ran } = setUp();
    const job = invocation({ kind: "works" });
    await defer(job, ports);
    const real = sent[0] as unknown as { token: string; invocation: Invocation; seal: string };
    const { seal: _, ...unsealed } = real;
    const forged = [
      unsealed,
      { ...real, token: "" },
      { ...real, invocation: { ...real.invocation, payload: { kind: "fails" } } },
      { ...real, seal: `1.AAAAAAAA.${"A".repeat(43)}` },
      { ...real, seal: await ports.seals?.seal(["deferred", "other", sortedJson(unsealed)]) },
      { flowgate_failure: 1, failure: { id: "jobs~x", flow: "jobs", lastAtMs: 1 }, seal: real.seal },
    ];
    for (const body of forged as Json[]) {
      expect(await deliver(body)).toMatchObject({ kind: "retry" });
      expect(await giveUp(body)).toEqual({ kind: "ack" });
    }
    expect(ran()).toBe(0);
    expect(await failures()).toEqual([]);
    expect(await readStatus(runIdOf(job), ledger)).toMatchObject({ status: "pending" });
    expect(await deliver(sent[0] as Json)).toEqual({ kind: "ack" });
  });
});

describe("readStatus", () => {
  it("knows nothing of a run that was never deferred, also when asked twice", async () => {
    const { ledger } = setUp();
    for (const runId of [uuidv7(), "../secrets", ""]) {
      expect(await readStatus(runId, ledger)).toBeUndefined();
      expect(await readStatus(runId, ledger)).toBeUndefined();
    }
  });

  it("only looks: the ledger keeps nothing of who asked", async () => {
    const unwritten = () => Promise.reject(new Error("a question is no claim"));
    const { ledger } = setUp();
    const readOnly = { ...ledger, claim: unwritten, complete: unwritten, forget: unwritten };
    expect(await readStatus(uuidv7(), readOnly)).toBeUndefined();
  });
});
