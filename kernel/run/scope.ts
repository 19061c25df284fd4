import type { CancelSignal } from "../cancel.ts";
import type { Invocation } from "../invocation.ts";
import type { Outcome } from "../outcome.ts";
import type { Plan, Step } from "../plan/plan.ts";
import type { Ports } from "../ports.ts";
import type { AtWork } from "./at-work.ts";

/** How long work may go on. */
export interface Until {
  /** Nothing more may start. */
  readonly over: boolean;
  /** Fires when it is over; made when first asked for. */
  signal(): CancelSignal;
}

/** What the parts of one run share. */
export interface Scope extends Until {
  readonly plan: Plan;
  readonly invocation: Invocation;
  readonly ports: Ports;
  /** The effects of this run that are at work; made when first asked for. */
  readonly atWork: AtWork;
  /** Milliseconds until the guard. */
  remainingMs(): number;
  /** From now on the run goes on to its end although its caller leaves. */
  effectBegins(): void;
  /** Runs a subflow. */
  runNested(plan: Plan, invocation: Invocation, outer: CancelSignal): Promise<Outcome>;
  countRetry(step: Step): void;
  /** Notes that a step's effect was done before. */
  countKept(step: Step): void;
}
