import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { objects, state } from "../../capabilities/state/state.ts";
import { handleOf } from "../../kit/handle-of.ts";
import { reasonOf } from "../../testing/contracts/open.ts";
import type { KeyedState } from "./state.ts";

describe("KeyedState", () => {
  const timers = handleOf(state("TEST_STATE", "write", { alarm: "TEST_QUEUE" }), env.TEST_STATE);

  /** Near enough to be sent when the test runs the alarm, and too far to fire by itself before. */
  const soon = () => Date.now() + 900;

  /** Puts a queue in place of the object's own, which cannot be looked into. */
  function watch(key: string, answer: () => Promise<void>): Promise<unknown[]> {
    const sent: unknown[] = [];
    const send = async (body: unknown) => {
      await answer();
      sent.push(body);
    };
    return runInDurableObject(env.TEST_STATE.getByName(key), (object) => {
      Object.assign(object, { env: { TEST_QUEUE: { send, sendBatch: send } } });
      return sent;
    });
  }

  it("sends the alarm's message to the queue and forgets it", async () => {
    const sent = await watch("due", async () => undefined);
    await timers.at("due").setAlarm(soon(), { id: 1 });
    expect(await runDurableObjectAlarm(env.TEST_STATE.getByName("due"))).toBe(true);
    expect(sent).toEqual([{ id: 1 }]);
    expect(await timers.at("due").alarmAtMs()).toBeUndefined();
    expect(await runDurableObjectAlarm(env.TEST_STATE.getByName("due"))).toBe(false);
  });

  it("keeps an alarm that was set while another was sent", async () => {
    const atMs = soon();
    const sent = await watch("again", () => timers.at("again").setAlarm(atMs, { id: 2 }));
    await timers.at("again").setAlarm(atMs, { id: 1 });
    await runDurableObjectAlarm(env.TEST_STATE.getByName("again"));
    expect(sent).toEqual([{ id: 1 }]);
    expect(await timers.at("again").alarmAtMs()).toBe(atMs);
  });

  it("keeps an alarm whose message the queue did not take", async () => {
    await watch("down", () => Promise.reject(new Error("Queue is overloaded (10250)")));
    const atMs = soon();
    await timers.at("down").setAlarm(atMs, { id: 1 });
    await expect(runDurableObjectAlarm(env.TEST_STATE.getByName("down"))).rejects.toThrow("overloaded");
    expect(await timers.at("down").alarmAtMs()).toBe(atMs);
  });

  it("sends nothing before its time, and sets the alarm again", async () => {
    const sent = await watch("early", async () => undefined);
    const atMs = Date.now() + 3_600_000;
    await timers.at("early").setAlarm(atMs, { id: 1 });
    await runDurableObjectAlarm(env.TEST_STATE.getByName("early"));
    expect(sent).toEqual([]);
    const set = await runInDurableObject(env.TEST_STATE.getByName("early"), (_, { storage }) => storage.getAlarm());
    expect([set, await timers.at("early").alarmAtMs()]).toEqual([atMs, atMs]);
  });

  it("keeps an alarm whose queue is gone", async () => {
    const atMs = soon();
    await timers.at("gone").setAlarm(atMs, { id: 1 });
    await runInDurableObject(env.TEST_STATE.getByName("gone"), (object) => {
      Object.assign(object, { env: {} });
    });
    await expect(runDurableObjectAlarm(env.TEST_STATE.getByName("gone"))).rejects.toThrow("not bound");
    expect(await timers.at("gone").alarmAtMs()).toBe(atMs);
  });

  it("sends by itself when the time has come", async () => {
    const sent = await watch("itself", async () => undefined);
    await timers.at("itself").setAlarm(Date.now() + 20, { id: 1 });
    await expect.poll(() => sent, { timeout: 5_000 }).toEqual([{ id: 1 }]);
  });

  it("refuses an alarm for a queue that is not bound", async () => {
    const lost = handleOf(state("TEST_STATE", "write", { alarm: "NO_QUEUE" }), env.TEST_STATE);
    expect(await reasonOf(lost.at("x").setAlarm(1, {}))).toBe("not_found");
  });

  it("keeps no storage once it holds nothing", async () => {
    const object = handleOf(state("TEST_STATE", "write"), env.TEST_STATE).at("empty");
    await object.put("a", "x".repeat(100_000));
    await object.delete("a");
    const left = await runInDurableObject(env.TEST_STATE.getByName("empty"), (_, { storage }) => [
      ...storage.kv.list(),
    ]);
    expect(left).toEqual([]);
  });
});

describe("objects", () => {
  it("calls the methods of a class over RPC, and lets its errors through", async () => {
    const handle = handleOf(objects<KeyedState>("TEST_STATE", "write"), env.TEST_STATE);
    const change = { onlyIf: [], delete: [], put: [["a", "1"]], add: [] } as const;
    expect(await handle.at("own").change(change)).toMatchObject({ kind: "changed" });
    expect((await handle.at("own").read(["a"]))[0]?.json).toBe("1");
    const wrong = handle.at("own") as unknown as { change(): Promise<unknown>; decrement(): Promise<unknown> };
    await expect(wrong.change()).rejects.toThrow(TypeError);
    await expect(wrong.decrement()).rejects.toThrow("decrement");
  });
});
