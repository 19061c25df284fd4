import { Reply } from "../author/reply.ts";
import { type CancelSignal, type CancelSource, onAbort } from "../cancel.ts";
import { type Failure, FlowError, failure } from "../errors/failure.ts";
import type { Invocation } from "../invocation.ts";
import { jsonProblem } from "../json.ts";
import type { Annotations, Cancelled, Completed, Failed, Outcome, Retry, StreamEnd, Streaming } from "../outcome.ts";
import type { Plan, Step } from "../plan/plan.ts";
import type { Ports, StepFinished } from "../ports.ts";
import { call } from "./call.ts";
import { deadlineFailure, lateFailure } from "./deadline.ts";
import { Deliveries } from "./deliveries.ts";
import { execute } from "./execute.ts";
import type { Attempt } from "./node-context.ts";
import { observe, observedNow } from "./observe.ts";
import { DROPPED } from "./once.ts";
import type { Scope } from "./scope.ts";
import { GuardedStream, isAsyncIterable, notJson } from "./stream.ts";
import { Tally } from "./tally.ts";
import { isThenable } from "./thenable.ts";
import { asValue, failedOutcome, toFailure } from "./to-failure.ts";

/** What ends a run from outside. */
export interface RunBounds {
  /** The caller's own. */
  readonly signal?: CancelSignal | undefined;
  /**
   * Milliseconds that the event was given when it came in, to be named when they have passed. When that is, the
   * invocation says. Default: what is left of them when the run starts.
   */
  readonly guardMs?: number | undefined;
}

/**
 * Runs one invocation of a plan. Always resolves, never rejects. When the guard
 * passes or the caller leaves, the outcome does not wait for nodes that ignore their signal.
 */
export function run(plan: Plan, invocation: Invocation, ports: Ports, bounds: RunBounds = {}): Promise<Outcome> {
  return new Promise((resolve) => new Run(plan, invocation, ports, resolve).start(bounds));
}

type Conclude = (end: Streaming | Completed | Retry | Failed | Cancelled) => void;

/**
 * One run. A strand follows a path of steps as far as it goes without waiting for another; what else becomes ready
 * starts a strand of its own. Steps that return at once are not awaited.
 */
class Run implements Scope, Attempt {
  readonly plan: Plan;
  readonly invocation: Invocation;
  readonly ports: Ports;
  /** A run is the first try of its simple steps, so that none is made for each. */
  readonly number = 1;
  #conclude: Conclude | undefined;
  #deliveries: Deliveries | undefined;
  readonly #queue: Step[] = [];
  #queueHead = 0;
  readonly #ready: Step[] = [];
  #draining = false;
  /** Strands that the outcome waits for, a stream among them; and those that it does not. */
  #strands = 0;
  #detachedStrands = 0;
  #detachedEnd: (() => void) | undefined;
  /** Set once nothing more may happen: strands that wake up find it and stop. */
  #over = false;
  #result: { readonly value: unknown; readonly annotations: Annotations | undefined } | undefined;
  #stream: GuardedStream | undefined;
  #latest: Step | undefined;
  readonly #tally = new Tally();
  #guardMs: number | undefined;
  #cancel: CancelSource | undefined;
  #release: (() => void) | undefined;

  constructor(plan: Plan, invocation: Invocation, ports: Ports, conclude: Conclude) {
    this.plan = plan;
    this.invocation = invocation;
    this.ports = ports;
    this.#conclude = conclude;
  }

  start({ signal, guardMs }: RunBounds): void {
    const entry = this.plan.entries.get(this.invocation.trigger) ?? this.plan.direct;
    const remainingMs = this.remainingMs();
    this.#guardMs = guardMs;
    if (signal?.aborted) {
      this.#stop(this.#cancelled("caller", failure("RUN060")));
    } else if (remainingMs <= 0) {
      this.#stop(this.#cancelled("guard", lateFailure(guardMs)));
    } else {
      this.#deliveries = new Deliveries(this.plan, entry, this.invocation.payload);
      this.#enqueue(this.plan.steps[entry.step] as Step);
      this.#drain();
      if (!this.#over) this.#watch(remainingMs, signal);
    }
  }

  signal(): CancelSignal {
    this.#cancel ??= this.ports.newCancel();
    return this.#cancel.signal;
  }

  remainingMs(): number {
    return this.invocation.deadlineAtMs - this.ports.clock.now();
  }

  countRetry(step: Step): void {
    this.#tally.countRetry(step);
  }

  runNested(plan: Plan, invocation: Invocation, outer: CancelSignal): Promise<Outcome> {
    return run(plan, invocation, this.ports, { signal: outer, guardMs: this.#guardMs });
  }

  /** Only for a run that waits for something; one that never does has no timer. */
  #watch(remainingMs: number, outer: CancelSignal | undefined): void {
    const stopClock = this.ports.clock.after(remainingMs, () => {
      this.#stop(this.#cancelled("guard", deadlineFailure(this.#guardMs ?? remainingMs, this.#latest?.alias ?? "")));
    });
    const unlisten = outer && onAbort(outer, () => this.#stop(this.#cancelled("caller", failure("RUN060"))));
    this.#release = () => {
      stopClock();
      unlisten?.();
    };
  }

  #enqueue(step: Step): void {
    if (step.detached) this.#detachedStrands++;
    else this.#strands++;
    this.#queue.push(step);
  }

  /** Starts what is ready. Never nested, so that wide and deep flows use no stack. */
  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    while (this.#queueHead < this.#queue.length) void this.#strand(this.#queue[this.#queueHead++] as Step);
    this.#queue.length = 0;
    this.#queueHead = 0;
    this.#draining = false;
  }

  async #strand(first: Step): Promise<void> {
    let step: Step | undefined = first;
    let current = first;
    let startedAtMs = 0;
    try {
      while (step !== undefined && !this.#over) {
        current = step;
        startedAtMs = observedNow(this.ports);
        let output = this.#execute(current);
        if (isThenable(output)) {
          if (this.#queueHead < this.#queue.length) this.#drain();
          output = await output;
          if (this.#over) return;
        }
        step = this.#advance(current, output);
        this.#observe(current, output === DROPPED ? "continued" : "ok", startedAtMs);
      }
    } catch (error) {
      this.#fail(current, error, startedAtMs);
    }
    this.#drain();
    this.#leave(first.detached);
  }

  #fail(step: Step, error: unknown, startedAtMs: number): void {
    if (this.#over) return;
    const reason = toFailure(error, step);
    const caught = step.catches?.takes(reason);
    this.#observe(step, caught ? "caught" : "failed", startedAtMs, reason.code);
    if (caught) {
      this.#deliveries?.fail(step, asValue(reason, step), this.ports.clock, this.#ready);
      for (const ready of this.#ready) this.#enqueue(ready);
      this.#ready.length = 0;
    } else if (!step.detached) this.#stop(failedOutcome(reason, this.#tally.stats()));
  }

  #execute(step: Step): unknown {
    const deliveries = this.#deliveries as Deliveries;
    const input = deliveries.take(step);
    this.#latest = step;
    if (step.kind !== "trigger") this.#tally.stepsRun++;
    if (step.simple) return call(this, step, input, this);
    return execute(this, step, input, deliveries.dueInMs(step, this.ports.clock.now()));
  }

  /** Hands on what a step gave; returns a step that the strand goes on with, if one became ready. */
  #advance(step: Step, output: unknown): Step | undefined {
    const value = output instanceof Reply ? output.value : output;
    if (step.index === this.plan.capture && output !== DROPPED) this.#capture(step, value, output);
    if (step.sole >= 0 && output !== DROPPED) return this.#deliveries?.pass(step.sole, value);
    if (output === DROPPED) this.#deliveries?.drop(step, this.#ready);
    else this.#deliveries?.deliver(step, value, this.ports.clock, this.#ready);
    return this.#follow(step);
  }

  /** The first ready step that the strand can go on with itself; the others get strands of their own. */
  #follow(step: Step): Step | undefined {
    let next: Step | undefined;
    for (const found of this.#ready) {
      if (next === undefined && found.detached === step.detached) next = found;
      else this.#enqueue(found);
    }
    this.#ready.length = 0;
    return next;
  }

  #capture(step: Step, value: unknown, output: unknown): void {
    const annotations = output instanceof Reply ? output.annotations : undefined;
    if (step.streams) {
      this.#startStream(step, value, annotations);
    } else {
      const problem = value === undefined ? undefined : jsonProblem(value);
      if (problem) throw FlowError.of(notJson(step, problem));
      this.#result = { value, annotations };
    }
  }

  /** Answers with the stream at once; what the run waits for from here on concludes `finished`. */
  #startStream(step: Step, source: unknown, annotations: Annotations | undefined): void {
    if (!isAsyncIterable(source)) throw new TypeError("a streaming node returned what cannot be iterated");
    const format = step.streams ?? "json";
    // Bytes go out as they are: to look at them would lock the stream, and cost a copy.
    const stream =
      format === "json" ? new GuardedStream(source, this, step, (why) => this.#streamEnded(why)) : undefined;
    this.#stream = stream;
    this.#strands++;
    this.#result = { value: undefined, annotations: undefined };
    const answer = this.#conclude;
    const finished = new Promise<StreamEnd>((resolve) => {
      this.#conclude = (end) => end.kind !== "streaming" && resolve({ ...end, items: stream?.items ?? 0 });
    });
    answer?.({
      kind: "streaming",
      format,
      stream: stream ?? source,
      ...(annotations && { annotations }),
      finished,
      close: (end) => this.#streamEnded(end === "sent" ? undefined : end),
    });
  }

  #streamEnded(reason: Failure | "left" | undefined): void {
    if (reason === undefined) this.#leave(false);
    else if (reason === "left") this.#stop(this.#cancelled("caller", failure("RUN060")));
    else this.#stop(failedOutcome(reason, this.#tally.stats()));
  }

  #leave(detached: boolean): void {
    if (this.#over) return;
    if (detached) {
      if (--this.#detachedStrands === 0 && this.#strands === 0) this.#finish();
    } else if (--this.#strands === 0) {
      this.#complete();
    }
  }

  #complete(): void {
    const stats = this.#tally.stats();
    if (!this.#result) {
      this.#stop(failedOutcome(failure("RUN020"), stats));
      return;
    }
    const { value, annotations } = this.#result;
    const waits = this.#detachedStrands > 0;
    const detached = waits && { detached: new Promise<void>((resolve) => this.#whenDetachedEnd(resolve)) };
    this.#answer({ kind: "completed", value, ...(annotations && { annotations }), stats, ...detached });
    if (!waits) this.#finish();
  }

  #whenDetachedEnd(resolve: () => void): void {
    this.#detachedEnd = resolve;
  }

  /** Ends the run at once: everything still running gets its signal, and nobody waits for it. */
  #stop(outcome: Retry | Failed | Cancelled): void {
    if (this.#over) return;
    this.#over = true;
    this.#stream?.fail(outcome.failure);
    this.#cancel?.abort(FlowError.of(outcome.failure));
    this.#answer(outcome);
    this.#finish();
  }

  #answer(outcome: Completed | Retry | Failed | Cancelled): void {
    this.#conclude?.(outcome);
    this.#conclude = undefined;
  }

  #finish(): void {
    this.#over = true;
    this.#release?.();
    this.#detachedEnd?.();
  }

  #cancelled(by: Cancelled["by"], reason: Failure): Cancelled {
    return { kind: "cancelled", by, failure: reason, stats: this.#tally.stats() };
  }

  #observe(step: Step, status: StepFinished["status"], startedAtMs: number, code?: string): void {
    if (!this.ports.observer) return;
    const attempts = this.#tally.attemptsOf(step);
    const endedAtMs = this.ports.clock.now();
    observe(this.ports.observer, { step, status, attempts, startedAtMs, endedAtMs, ...(code && { code }) });
  }
}
