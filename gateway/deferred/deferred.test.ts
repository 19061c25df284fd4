import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { memoryBlob } from "../../capabilities/blob/memory.ts";
import { memoryDedupe } from "../../capabilities/dedupe/memory.ts";
import { flow } from "../../kernel/author/flow.ts";
import { node } from "../../kernel/author/node.ts";
import { FlowError } from "../../kernel/errors/failure.ts";
import type { Invocation } from "../../kernel/invocation.ts";
import type { Json } from "../../kernel/json.ts";
import { memoryRecords } from "../../testing/memory-records.ts";
import { http } from "../../triggers/http/author.ts";
import { mountFlows } from "../mount/mount.ts";
import { environments } from "../pipeline/environment.ts";
import { consumeDeferred } from "./consume.ts";
import { type DeferPorts, defer } from "./defer.ts";
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
  const env = { LOG_LEVEL: "silent", LEDGER: shard, RECORDS, FLOWGATE_BLOBS: blobs };
  const flows = mountFlows([jobs]);
  const environment = environments(flows, { sinks: [] })(env);
  const sent: Json[] = [];
  const queue = { send: async (body: Json) => void sent.push(body) };
  const ports: DeferPorts = { queue, ledger, blobs, newId: uuidv7 };
  const deliver = (body: Json, attempts = 1) => {
    const message = { id: "m1", timestamp: new Date(), body, attempts };
    const context = { waitUntil: () => undefined };
    const scope = { flows, environment, context, queue: "flowgate", guardAtMs: Date.now() + 60_000, records: [] };
    return consumeDeferred(message, new AbortController().signal, scope);
  };
  return { ledger, records, blobs, sent, ports, deliver, ran: () => ran };
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
    expect((await blobs.list({ prefix: "", limit: 10 })).objects).toEqual([]);
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

  it("leaves a message that is none of its own to the platform", async () => {
    const { deliver, ran } = setUp();
    for (const body of [{}, "x", { flowgate_deferred: 1 }]) expect(await deliver(body)).toEqual({ kind: "retry" });
    expect(ran()).toBe(0);
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
