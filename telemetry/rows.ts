import { CONTRACT, type Row } from "./columns.ts";
import type { RunRecord } from "./run-record.ts";
import type { NodeRecord } from "./step-log.ts";

/** Written out field by field: this runs for every run, and a spread costs ten times as much. */
export function runRow(run: RunRecord): Row {
  return {
    kind: "run",
    flow: run.flow,
    version: run.version,
    source: run.source,
    trigger: run.trigger,
    place: run.place,
    outcome: run.outcome,
    code: run.code,
    node: run.failedNode,
    status: run.status === 0 ? "" : String(run.status),
    settlement: run.settlement,
    colo: run.colo,
    worker_version: run.workerVersion,
    run_id: run.runId,
    trace_id: run.traceId,
    event_id: run.eventId,
    contract: CONTRACT,
    weight: 1,
    duration_ms: run.durationMs,
    lag_ms: run.lagMs,
    attempts: run.attempt,
    nodes_run: run.nodesRun,
    retries: run.retries,
    batch_size: run.batchSize,
    bytes_in: run.bytesIn,
    bytes_out: run.bytesOut,
    stream_items: run.streamItems,
    guard_ms: run.guardMs,
    due_s: run.dueAtMs / 1000,
    tick_interval_s: run.tickIntervalMs / 1000,
    offset_ms: 0,
  };
}

/** A node's row keeps the run's flow, place and ids, so that a panel filters both alike. */
export function nodeRow(run: RunRecord, node: NodeRecord): Row {
  return {
    ...runRow(run),
    kind: "node",
    outcome: node.status,
    code: node.code,
    node: node.flow === run.flow ? node.node : `${node.flow}/${node.node}`,
    duration_ms: node.durationMs,
    attempts: node.attempts,
    nodes_run: 1,
    retries: node.attempts - 1,
    batch_size: 0,
    bytes_in: 0,
    bytes_out: 0,
    stream_items: 0,
    offset_ms: Math.max(0, node.startedAtMs - run.startedAtMs),
  };
}
