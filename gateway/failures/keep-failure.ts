import { platformClock, within } from "../../base/waiting.ts";
import { traceparentOf } from "../../telemetry/run-trace.ts";
import type { KeepFailure } from "../pipeline/failure-keeper.ts";
import { boundRecords } from "../stores/bound.ts";
import { boundBlobs } from "../stores/bound-blobs.ts";
import { failureId, payloadOf, storeFailure } from "./store-failure.ts";

/** Whatever waits for the store would wait for ever where it does not answer. */
const MAX_ANSWER_MS = 10_000;

/** Stores a run that failed for good, so that people find and replay it. False where it could not be kept. */
export const keepFailure: KeepFailure = async (run, payload, { env, log }) => {
  const records = boundRecords(env);
  const { failure } = run;
  if (!(records && failure)) return false;
  const { flow, version, trigger, eventId, runId } = run;
  try {
    const stored = storeFailure(
      {
        id: await failureId({ flow, trigger, eventId }),
        flow,
        version,
        trigger,
        place: run.place,
        eventId,
        code: failure.code,
        class: failure.retry,
        error: failure.message,
        details: failure.details ?? {},
        node: run.failedNode === "" ? undefined : run.failedNode,
        attempts: run.attempt,
        firstAtMs: run.dueAtMs === 0 ? run.startedAtMs : run.dueAtMs,
        lastAtMs: run.endedAtMs,
        runId,
        traceparent: traceparentOf(run),
        payload: payloadOf(payload),
      },
      { records, blobs: boundBlobs(env) },
    );
    await within(platformClock, MAX_ANSWER_MS, stored);
    return true;
  } catch (err) {
    log.error({ err, flow, run_id: runId }, "a failure was not stored");
    return false;
  }
};
