import type { Observer, StepFinished } from "../kernel/ports.ts";

/** One node of a run, as it ran. */
export interface NodeRecord {
  /** The flow that the node stands in: another than the run's inside a subflow. */
  readonly flow: string;
  readonly node: string;
  readonly status: StepFinished["status"];
  readonly code: string;
  /** 1 without a retry. */
  readonly attempts: number;
  readonly startedAtMs: number;
  readonly durationMs: number;
}

/** A long list must not make a run's record as long; the run's count of nodes is kept apart. */
const MAX_NODES = 256;

/** Keeps what a run's nodes did. Built for a run only where some sink shows nodes. */
export class StepLog implements Observer {
  readonly nodes: NodeRecord[] = [];

  stepFinished(event: StepFinished): void {
    if (event.step.kind === "trigger" || this.nodes.length >= MAX_NODES) return;
    this.nodes.push({
      flow: event.step.flow,
      node: event.step.alias,
      status: event.status,
      code: event.code ?? "",
      attempts: event.attempts,
      startedAtMs: event.startedAtMs,
      durationMs: Math.max(0, event.endedAtMs - event.startedAtMs),
    });
  }
}
