import { FlowError, flow, http, kv, node, publish, queue, type } from "flowgate";
import { describe, expect, it } from "vitest";
import { withFaults } from "./faults.ts";
import { memoryEnv } from "./memory-env.ts";
import { seededRandom } from "./seeded-random.ts";
import { testGateway } from "./test-gateway.ts";

const Task = type<{ readonly id: string; readonly fails?: boolean }>();

const forward = node({
  input: Task,
  uses: { tasks: publish("TASKS_QUEUE") },
  idempotency: { key: "/id" },
  run: async (task, { tasks }) => {
    await tasks.send(task);
    return { queued: task.id };
  },
});

const work = node({
  input: Task,
  uses: { done: kv("DONE", "write") },
  idempotency: { key: "/id" },
  run: async ({ id, fails }, { done }) => {
    if (fails) throw new FlowError("cannot do this", { code: "TASK_BAD" });
    await done.put(id, { id });
    return { id };
  },
});

const intake = flow("intake", "1.0.0").on(http.post("/tasks")).node("forward", forward).respond("forward");
const worker = flow("worker", "1.0.0")
  .on(queue("tasks", { deadLetter: "DEAD", retry: { maxAttempts: 3 } }))
  .node("work", work)
  .respond("work");
const flows = [intake, worker];
const done = kv("DONE", "write");

describe("testGateway", () => {
  it("takes a request through a queue to what its consumer stores", async () => {
    const gateway = testGateway({ flows });
    const response = await gateway.fetch("/tasks", { json: { id: "a" } });
    expect(await response.json()).toEqual({ queued: "a" });
    expect(gateway.sent("TASKS_QUEUE")).toEqual([{ id: "a" }]);
    expect(await gateway.deliver()).toMatchObject([{ queue: "tasks", body: { id: "a" }, fate: { kind: "acked" } }]);
    expect(await gateway.handle(done).get("a")).toEqual({ id: "a" });
    expect(gateway.sent("TASKS_QUEUE")).toEqual([]);
  });

  it("shows the failure record of a message that fails for good", async () => {
    const gateway = testGateway({ flows });
    const { fate } = await gateway.message("tasks", { id: "a", fails: true });
    expect(fate).toEqual({ kind: "acked" });
    expect(gateway.sent("DEAD")).toMatchObject([{ code: "TASK_BAD", flow: "worker", body: { id: "a" } }]);
  });

  it("keeps every run, with how it ended", async () => {
    const gateway = testGateway({ flows });
    await gateway.call("intake", { id: "a" });
    await gateway.message("tasks", { id: "b", fails: true });
    expect(gateway.runs.map(({ flow: name, outcome, code }) => [name, outcome, code])).toEqual([
      ["intake", "completed", ""],
      ["worker", "failed", "TASK_BAD"],
    ]);
  });

  it("lets a flow whose binding is taken away answer that it is not ready", async () => {
    const gateway = testGateway({ flows, env: { TASKS_QUEUE: undefined } });
    expect((await gateway.fetch("/tasks", { json: { id: "a" } })).status).toBe(503);
  });
});

describe("withFaults", () => {
  // Another seed each time; a failure names it.
  const seed = Date.now() % 1_000_000;

  it(`brings messages back until they are done, with stores that fail (seed ${seed})`, async () => {
    const env = withFaults(memoryEnv(flows), { seed, lost: 0.3, unanswered: 0.2, bindings: ["DONE"] });
    const gateway = testGateway({ flows, env, consumers: { tasks: { maxRetries: 100 } } });
    const ids = Array.from({ length: 20 }, (_, index) => `task-${index}`);
    for (const id of ids) await gateway.fetch("/tasks", { json: { id } });
    const delivered = await gateway.deliver();
    expect(delivered.filter(({ fate }) => fate.kind === "acked")).toHaveLength(ids.length);
    const last = delivered.filter(({ fate }) => fate.kind === "redelivered");
    expect(last.length).toBe(delivered.length - ids.length);
  });

  it("fails the same calls for the same seed", async () => {
    const outcomes = async () => {
      const env = withFaults(memoryEnv(flows), { seed: 7, lost: 0.5, bindings: ["DONE"] });
      const gateway = testGateway({ flows, env });
      const tries = Array.from({ length: 12 }, (_, index) => gateway.handle(done).put(`k${index}`, index));
      return (await Promise.allSettled(tries)).map(({ status }) => status);
    };
    const first = await outcomes();
    expect(await outcomes()).toEqual(first);
    expect(new Set(first).size).toBe(2);
  });

  it("does the work of a call whose answer it loses", async () => {
    const env = memoryEnv(flows);
    const failing = testGateway({ flows, env: withFaults(env, { seed: 1, unanswered: 1, bindings: ["DONE"] }) });
    await expect(failing.handle(done).put("a", 1)).rejects.toMatchObject({ failure: { code: "RES105" } });
    expect(await testGateway({ flows, env }).handle(done).get("a")).toBe(1);
  });
});

describe("seededRandom", () => {
  it("gives the same numbers for the same seed, in [0, 1) and spread", () => {
    const numbers = (seed: number) => {
      const next = seededRandom(seed);
      return Array.from({ length: 1000 }, next);
    };
    const all = numbers(42);
    expect(numbers(42)).toEqual(all);
    expect(numbers(43)).not.toEqual(all);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...all)).toBeLessThan(1);
    expect(all.filter((number) => number < 0.5).length).toBeGreaterThan(400);
  });
});
