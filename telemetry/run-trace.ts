import { formatTraceparent, parseTraceparent, parseTracestate, type TraceParent } from "../base/trace-context.ts";
import { freezeInvocation, type Invocation } from "../kernel/invocation.ts";
import type { RunRecord } from "./run-record.ts";

/**
 * Where a run stands in a trace. Its span is the parent of all that the run calls; `sampled` is what its own parent
 * decided or, without one, the platform.
 */
export interface Trace extends TraceParent {
  /** What other vendors keep; empty for nothing. Passed on unread. */
  readonly state: string;
}

/** The labels that carry a trace: what came in until `withTrace` puts the run's own there. */
const PARENT = "flow.traceparent";
const STATE = "flow.tracestate";

/**
 * Continues the trace that the event came with, or starts one. A malformed parent counts as none, and takes its state
 * with it. Ids follow from the run's id, a UUIDv7, so that logs and traces find each other.
 */
export function traceOf({ metadata: { labels } }: Invocation, platformSamples: () => boolean): Trace {
  const digits = digitsOf(labels["flow.run_id"]);
  const spanId = spanOf(labels["flow.run_id"]);
  const parent = parseTraceparent(labels[PARENT]);
  // The digits of a run's id count up within a millisecond, so that they are not all random.
  if (parent === undefined) return { traceId: digits, spanId, sampled: platformSamples(), random: false, state: "" };
  return { ...parent, spanId, state: parseTracestate(labels[STATE]) };
}

/** A run's own span, from the run's id. */
function spanOf(runId: string): string {
  return digitsOf(runId).slice(-16);
}

/** A UUID without its hyphens, by their places: this runs for every run. */
function digitsOf(id: string): string {
  return id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24);
}

/** The same invocation with the run as parent of what comes after. */
export function withTrace(invocation: Invocation, trace: Trace): Invocation {
  const { [STATE]: _, ...labels } = invocation.metadata.labels;
  const state = trace.state === "" ? undefined : { [STATE]: trace.state };
  return freezeInvocation({
    ...invocation,
    metadata: { ...invocation.metadata, labels: { ...labels, [PARENT]: formatTraceparent(trace), ...state } },
  });
}

/** The header that names a finished run as parent, unsampled; undefined for a run without a trace. */
export function traceparentOf(run: Pick<RunRecord, "traceId" | "traceRandom" | "runId">): string | undefined {
  const { traceId, traceRandom: random } = run;
  return traceId === "" ? undefined : formatTraceparent({ traceId, spanId: spanOf(run.runId), sampled: false, random });
}
