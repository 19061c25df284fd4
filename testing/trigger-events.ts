import type { TriggerSpec } from "../kernel/author/trigger.ts";
import type { Streaming } from "../kernel/outcome.ts";
import type { Birth, Mounted } from "../triggers/trigger.ts";

export const birth: Birth = {
  runId: "01976f3e-0000-7000-8000-000000000001",
  nowMs: 1_700_000_000_000,
  deadlineAtMs: 1_700_000_030_000,
};

/** A trigger of a flow called `demo`. */
export function mount<Spec extends TriggerSpec>(spec: Spec, streams?: "json" | "bytes"): Mounted<Spec> {
  return {
    flow: "demo",
    flowId: "5f0c1a4e-0000-5000-8000-000000000002",
    version: "1.0.0",
    trigger: spec.kind,
    capture: "end",
    ...(streams && { streams }),
    spec,
  };
}

export interface StreamProbe {
  readonly outcome: Streaming;
  /** What `close` was called with, in order. */
  readonly closed: unknown[];
}

interface StreamProbeOptions {
  readonly annotations?: Streaming["annotations"];
  /** How the run ends; by default it does not. */
  readonly finished?: Streaming["finished"];
}

/** A streaming outcome with a note of each `close`. */
export function streamingOutcome(
  stream: AsyncIterable<unknown>,
  format: "json" | "bytes" = "json",
  { annotations = {}, finished = new Promise<never>(() => undefined) }: StreamProbeOptions = {},
): StreamProbe {
  const closed: unknown[] = [];
  return {
    outcome: { kind: "streaming", format, stream, annotations, finished, close: (end) => closed.push(end) },
    closed,
  };
}
