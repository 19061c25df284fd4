import type { CancelSignal } from "../cancel.ts";
import type { Invocation } from "../invocation.ts";
import type { Outcome } from "../outcome.ts";
import type { Plan, Step } from "../plan/plan.ts";
import type { Ports } from "../ports.ts";

/** What the parts of one run share. */
export interface Scope {
  readonly plan: Plan;
  readonly invocation: Invocation;
  readonly ports: Ports;
  /** The run's own signal, made when first asked for. */
  signal(): CancelSignal;
  /** Milliseconds until the guard. */
  remainingMs(): number;
  /** Runs a subflow. */
  runNested(plan: Plan, invocation: Invocation, outer: CancelSignal): Promise<Outcome>;
  countRetry(step: Step): void;
}
