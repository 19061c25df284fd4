import type { Invocation } from "../../kernel/invocation.ts";
import type { Outcome } from "../../kernel/outcome.ts";
import type { Ports } from "../../kernel/ports.ts";
import type { RunBounds } from "../../kernel/run/lifetime.ts";
import { run } from "../../kernel/run/run.ts";
import { type Trace, traceOf, withTrace } from "../../telemetry/run-trace.ts";
import { nodeInSpan, platformSamples, runInSpan, type Tracing } from "../../telemetry/spans.ts";
import { StepLog } from "../../telemetry/step-log.ts";
import type { MountedFlow } from "../mount/mount.ts";
import type { Environment } from "./environment.ts";

/** A run that is about to start: its place in a trace, and what is kept of its nodes. */
export interface TracedRun {
  readonly invocation: Invocation;
  readonly trace: Trace;
  /** Only where a sink shows nodes. */
  readonly steps: StepLog | undefined;
  readonly ports: Ports;
}

/** Continues the event's trace, or starts one. A flow that calls nobody needs none to pass on. */
export function tracedRun(opened: Invocation, flow: MountedFlow, environment: Environment): TracedRun {
  const { tracing, collectsNodes } = environment;
  const trace = traceOf(opened, () => platformSamples(tracing));
  const invocation = flow.callsOut || trace.sampled ? withTrace(opened, trace) : opened;
  const steps = collectsNodes ? new StepLog() : undefined;
  const around = tracing && trace.sampled ? nodeInSpan(tracing) : undefined;
  const own = environment.portsOf(flow.plan);
  const ports: Ports = steps || around ? { ...own, ...(steps && { observer: steps }), ...(around && { around }) } : own;
  return { invocation, trace, steps, ports };
}

/** Runs it, inside a span where its trace is sampled. */
export function startTraced(
  { invocation, trace, ports }: TracedRun,
  { plan }: MountedFlow,
  tracing: Tracing | undefined,
  bounds: RunBounds,
): Promise<Outcome> {
  if (!(tracing && trace.sampled)) return run(plan, invocation, ports, bounds);
  return runInSpan(tracing, { invocation, trace, run: () => run(plan, invocation, ports, bounds) });
}
