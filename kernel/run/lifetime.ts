import { type CancelSignal, type CancelSource, onAbort } from "../cancel.ts";
import { type Failure, FlowError, failure } from "../errors/failure.ts";
import type { Invocation } from "../invocation.ts";
import type { Cancelled, Completed, Failed, Retry, Streaming } from "../outcome.ts";
import type { Plan, Step } from "../plan/plan.ts";
import type { Ports, StepFinished } from "../ports.ts";
import { AtWork } from "./at-work.ts";
import { deadlineFailure } from "./deadline.ts";
import { observe } from "./observe.ts";
import type { Until } from "./scope.ts";
import type { GuardedStream } from "./stream.ts";
import { Tally } from "./tally.ts";

export type Ended = Completed | Retry | Failed | Cancelled;

/** Told of a run's outcome; after a `streaming` one, told again how the stream ended. */
export type Conclude = (outcome: Streaming | Ended) => void;

/** What ends a run from outside. */
export interface RunBounds {
  /** Fires when the caller leaves. */
  readonly signal?: CancelSignal | undefined;
  /** Milliseconds that a run which has begun an effect may go on then. Default: as long as its guard. */
  readonly carryMs?: number | undefined;
  /**
   * Milliseconds that the event was given when it came in, to be named when they have passed. When that is, the
   * invocation says. Default: what is left of them when the run starts.
   */
  readonly guardMs?: number | undefined;
  /** Whether a stream of bytes, once it has begun, may outlast the guard, since nobody asked for one. */
  readonly openEnded?: boolean | undefined;
}

const UNBOUND: RunBounds = Object.freeze({});

/** How long one run lasts: what ends it, who is told, and what still works then. */
export class Lifetime implements Until {
  readonly plan: Plan;
  readonly invocation: Invocation;
  readonly ports: Ports;
  /** Set once nothing more may happen: strands that wake up find it and stop. */
  over = false;
  protected bounds = UNBOUND;
  protected conclude: Conclude | undefined;
  protected stream: GuardedStream | undefined;
  protected sendsBytes = false;
  protected latest: Step | undefined;
  protected effectBegun = false;
  protected detachedEnd: (() => void) | undefined;
  /** The run that this one is a subflow of. */
  protected parent: Lifetime | undefined;
  protected readonly tally = new Tally();
  #cancel: CancelSource | undefined;
  #stopClock: (() => void) | undefined;
  #unlisten: (() => void) | undefined;
  #atWork: AtWork | undefined;

  constructor(plan: Plan, invocation: Invocation, ports: Ports, conclude: Conclude) {
    this.plan = plan;
    this.invocation = invocation;
    this.ports = ports;
    this.conclude = conclude;
  }

  signal(): CancelSignal {
    this.#cancel ??= this.ports.newCancel();
    return this.#cancel.signal;
  }

  get atWork(): AtWork {
    this.#atWork ??= new AtWork();
    return this.#atWork;
  }

  effectBegins(): void {
    this.effectBegun = true;
    this.parent?.effectBegins();
  }

  remainingMs(): number {
    return this.invocation.deadlineAtMs - this.ports.clock.now();
  }

  countRetry(step: Step): void {
    this.tally.countRetry(step);
  }

  countKept(step: Step): void {
    this.tally.countKept(step);
    this.parent?.countKept(step);
  }

  /** Only for a run that waits for something; one that never does has no timer. */
  protected watch(remainingMs: number): void {
    const { signal, guardMs = remainingMs, openEnded } = this.bounds;
    this.#stopClock = this.ports.clock.after(remainingMs, () => {
      if (openEnded && this.sendsBytes) return;
      this.stop(this.cancelled("guard", deadlineFailure(guardMs, this.latest?.alias ?? "")));
    });
    // One that has its answer already, while a detached branch goes on, may leave.
    if (signal && this.conclude) this.#unlisten = onAbort(signal, () => this.#callerLeft());
  }

  /** A subflow ends with its step, whose run has decided already. */
  #callerLeft(): void {
    if (this.parent || !this.effectBegun) this.stop(this.cancelled("caller", failure("RUN060")));
    else this.stream?.leave();
    const { carryMs } = this.bounds;
    if (this.over || carryMs === undefined || carryMs >= this.remainingMs()) return;
    this.#stopClock?.();
    this.#stopClock = this.ports.clock.after(carryMs, () => {
      const text = `the caller left, and node ${this.latest?.alias} was still at work ${carryMs} ms later`;
      this.stop(this.cancelled("caller", failure("RUN060", text)));
    });
  }

  /** A caller that has its answer is no longer listened to. */
  protected forgetCaller(): void {
    this.#unlisten?.();
  }

  /** Ends the run at once: everything still running gets its signal, and nobody waits for it. */
  protected stop(outcome: Retry | Failed | Cancelled): void {
    if (this.over) return;
    this.over = true;
    this.stream?.fail(outcome.failure);
    this.#cancel?.abort(FlowError.of(outcome.failure));
    this.end(outcome);
  }

  protected answer(outcome: Ended): void {
    this.conclude?.(outcome);
    this.conclude = undefined;
  }

  /** Lets go of everything but the effects that are still at work. */
  protected end(outcome?: Ended): void {
    this.over = true;
    this.#stopClock?.();
    this.#unlisten?.();
    const late = this.#atWork?.outlive();
    if (outcome) this.answer(late === undefined ? outcome : { ...outcome, late });
    if (late === undefined) this.detachedEnd?.();
    else void late.then(this.detachedEnd);
  }

  protected cancelled(by: Cancelled["by"], reason: Failure): Cancelled {
    return { kind: "cancelled", by, failure: reason, stats: this.tally.stats() };
  }

  protected observe(step: Step, status: StepFinished["status"], startedAtMs: number, code?: string): void {
    if (!this.ports.observer) return;
    const attempts = this.tally.attemptsOf(step);
    const endedAtMs = this.ports.clock.now();
    observe(this.ports.observer, { step, status, attempts, startedAtMs, endedAtMs, ...(code && { code }) });
  }
}
