import type { Failure } from "../kernel/errors/failure.ts";
import { CLEAN, type Log, type LogFields } from "./log.ts";
import type { RunRecord } from "./run-record.ts";
import type { Sink } from "./sink.ts";

/** One line per run. Only here does a failure's cause show. */
export const logSink: Sink = {
  name: "log",
  write: (runs, { log }) => {
    for (const run of runs) {
      const level = levelOf(run);
      if (log.isLevelEnabled(level)) log[level](line(run), messageOf(run));
    }
  },
};

/** What a caller did wrong is no error of the Worker's. */
function levelOf(run: RunRecord): keyof Pick<Log, "info" | "warn" | "error"> {
  if (run.failure === undefined) return "info";
  if (run.outcome === "failed" && run.failure.status >= 500) return "error";
  return run.failure.status >= 500 ? "warn" : "info";
}

function messageOf(run: RunRecord): string {
  return run.failure ? `${run.flow} ${run.outcome}: ${run.failure.message}` : `${run.flow} ${run.outcome}`;
}

/** What is undefined is not written. A run that did not fail has nothing to redact. */
function line(run: RunRecord): LogFields {
  const { failure } = run;
  const fields = {
    run_id: run.runId,
    flow: run.flow,
    version: run.version,
    source: run.source,
    trigger: run.trigger,
    place: run.place,
    outcome: run.outcome,
    duration_ms: run.durationMs,
    nodes_run: run.nodesRun,
    kept: run.kept.length > 0 ? run.kept : undefined,
    attempt: run.attempt,
    event_id: run.eventId,
    status: run.status || undefined,
    lag_ms: run.lagMs || undefined,
    settlement: run.settlement || undefined,
    trace_id: run.traceId || undefined,
    links: run.links.length > 0 ? run.links : undefined,
    [CLEAN]: failure === undefined,
  };
  return failure === undefined ? fields : { ...fields, ...failureFields(failure, run.failedNode) };
}

function failureFields(failure: Failure, node: string): LogFields {
  const { code, retry, details, logged = details, diagnostics, status, cause } = failure;
  // What a caller did wrong is in the details; a stack of our own says nothing of it.
  return { code, node, retry, details: logged, diagnostics, err: status >= 500 ? cause : undefined };
}
