import { parseTraceparent } from "../base/trace-context.ts";
import { type Failure, FlowError, failure } from "../kernel/errors/failure.ts";
import type { Invocation } from "../kernel/invocation.ts";
import { failureOf, type Outcome, type StreamEnd } from "../kernel/outcome.ts";
import type { Step } from "../kernel/plan/plan.ts";
import type { Trace } from "./run-trace.ts";

/** What is used of the platform's own tracing: `tracing` of cloudflare:workers, or `ctx.tracing`. */
export interface Tracing {
  startActiveSpan<T>(name: string, work: (span: Span) => T): T;
  getActiveSpan(): Span | undefined;
}

export interface Span {
  readonly isTraced: boolean;
  setAttributes(attributes: Record<string, string | number | boolean | undefined>): unknown;
  recordException(exception: { name: string; message: string; code: string }): void;
  setStatus?(status: { code: "ok" | "error"; message?: string }): unknown;
  end(): void;
}

/** Whether the platform records this invocation of the Worker. */
export function platformSamples(tracing: Tracing | undefined): boolean {
  return tracing?.getActiveSpan()?.isTraced ?? false;
}

interface TracedRun {
  readonly invocation: Invocation;
  readonly trace: Trace;
  readonly run: () => Promise<Outcome>;
}

/** Runs inside a span that ends with the run, its stream included. Without a span where the trace is not sampled. */
export function runInSpan(tracing: Tracing | undefined, { invocation, trace, run }: TracedRun): Promise<Outcome> {
  if (tracing === undefined || !trace.sampled) return run();
  return tracing.startActiveSpan(`flow ${invocation.flow}`, async (span) => {
    const { labels } = invocation.metadata;
    span.setAttributes({
      "flow.name": invocation.flow,
      "flow.version": labels["flow.version"],
      "flow.run_id": labels["flow.run_id"],
      "flow.source": labels["flow.source"],
      "flow.trace_id": trace.traceId,
      "flow.span_id": trace.spanId,
    });
    const outcome = await run();
    if (outcome.kind === "streaming") void outcome.finished.then((end) => endRun(span, end));
    else endRun(span, outcome);
    return outcome;
  });
}

function endRun(span: Span, end: Exclude<Outcome, { kind: "streaming" }> | StreamEnd): void {
  span.setAttributes({ "flow.outcome": end.kind, ...("items" in end && { "flow.stream_items": end.items }) });
  const failure = failureOf(end);
  if (failure) fail(span, failure);
  span.end();
}

/** For the kernel's port: each try of a node inside a span of its own, a child of the run's. */
export function nodeInSpan(tracing: Tracing): (step: Step, invocation: Invocation, work: () => unknown) => unknown {
  return (step, { metadata: { labels } }, work) => {
    if (!parseTraceparent(labels["flow.traceparent"])?.sampled) return work();
    return tracing.startActiveSpan(`node ${step.alias}`, (span) => {
      span.setAttributes({ "flow.name": step.flow, "flow.node": step.alias });
      return endWith(span, work);
    });
  };
}

function endWith(span: Span, work: () => unknown): unknown {
  const end = <T>(output: T): T => {
    span.end();
    return output;
  };
  const giveUp = (error: unknown): never => {
    fail(span, error instanceof FlowError ? error.failure : failure("RUN010"));
    span.end();
    throw error;
  };
  try {
    const output = work();
    return output instanceof Promise ? output.then(end, giveUp) : end(output);
  } catch (error) {
    return giveUp(error);
  }
}

/** Says what a caller may read; the inner error is the log's. */
function fail(span: Span, { code, message }: Failure): void {
  span.recordException({ name: code, message, code });
  span.setStatus?.({ code: "error", message: code });
}
