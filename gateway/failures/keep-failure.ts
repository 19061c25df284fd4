import { traceparentOf } from "../../telemetry/run-trace.ts";
import type { KeepFailure } from "../pipeline/failure-keeper.ts";
import { failureOf } from "../stores/failure-record.ts";
import { keepRecord } from "./keep-record.ts";
import { payloadOf } from "./store-failure.ts";

/** Keeps a run that failed for good, so that people find and replay it. False where it could not be kept. */
export const keepFailure: KeepFailure = async (run, payload, scope) => {
  const { failure, flow, version, trigger, eventId, place, attempt, runId } = run;
  if (!failure) return false;
  const event = {
    flow,
    version,
    trigger,
    place,
    eventId,
    attempts: attempt,
    firstAtMs: run.dueAtMs === 0 ? run.startedAtMs : run.dueAtMs,
    lastAtMs: run.endedAtMs,
    runId,
    traceparent: traceparentOf(run),
    payload: payloadOf(payload),
  };
  const node = run.failedNode === "" ? undefined : run.failedNode;
  return keepRecord(await failureOf(event, failure, node), scope);
};
