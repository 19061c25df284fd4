import type { Log, LogFields } from "./log.ts";
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

function line(run: RunRecord): LogFields {
  const { failure } = run;
  return {
    run_id: run.runId,
    flow: run.flow,
    version: run.version,
    source: run.source,
    trigger: run.trigger,
    place: run.place,
    outcome: run.outcome,
    duration_ms: run.durationMs,
    nodes_run: run.nodesRun,
    attempt: run.attempt,
    event_id: run.eventId,
    ...(run.status !== 0 && { status: run.status }),
    ...(run.lagMs !== 0 && { lag_ms: run.lagMs }),
    ...(run.settlement !== "" && { settlement: run.settlement }),
    ...(run.traceId !== "" && { trace_id: run.traceId }),
    ...(run.links.length > 0 && { links: run.links }),
    ...(failure && { code: failure.code, node: run.failedNode, retry: failure.retry }),
    ...(failure?.details && { details: failure.details }),
    // What a caller did wrong is in the details; a stack of our own says nothing of it.
    ...(failure?.cause !== undefined && failure.status >= 500 && { err: failure.cause }),
  };
}
