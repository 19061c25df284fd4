import { describe, expect, it, vi } from "vitest";
import { failure } from "../../kernel/errors/failure.ts";
import type { RunRecord } from "../../telemetry/run-record.ts";
import { memoryRecords } from "../../testing/memory-records.ts";
import type { RecordsObject } from "../stores/records.ts";
import { keepFailure } from "./keep-failure.ts";

const run = {
  flow: "orders",
  version: "1.0.0",
  trigger: "cron",
  place: "nightly",
  eventId: "cron/nightly@1",
  runId: "01890000-0000-7000-8000-000000000000",
  traceId: "",
  attempt: 1,
  dueAtMs: 1,
  startedAtMs: 1,
  endedAtMs: Date.now(),
  failedNode: "save",
  failure: failure("RUN010"),
} as unknown as RunRecord;

function scope(object: RecordsObject) {
  const errors: string[] = [];
  const log = { error: (_: object, text: string) => errors.push(text) };
  return { errors, scope: { env: { RECORDS: { getByName: () => object } }, log } as never };
}

describe("keepFailure", () => {
  it("stores what failed, with what it was given", async () => {
    const object = memoryRecords()("orders");
    expect(await keepFailure(run, { at: 1 }, scope(object).scope)).toBe(true);
    const [kept] = (await object.listFailures({}, { limit: 1 })).failures;
    expect(kept).toMatchObject({ code: "RUN010", node: "save", payload: { kind: "json", body: { at: 1 } } });
  });

  it("gives up on a store that does not answer, so that nobody waits for ever", async () => {
    vi.useFakeTimers();
    const silent = { ...memoryRecords()("orders"), putFailure: () => new Promise<never>(() => undefined) };
    const { errors, scope: seen } = scope(silent);
    const keeping = keepFailure(run, {}, seen);
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    expect([await keeping, errors]).toEqual([false, ["a failure was not stored"]]);
  });
});
