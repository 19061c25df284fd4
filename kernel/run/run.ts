import { Reply } from "../author/reply.ts";
import type { CancelSignal } from "../cancel.ts";
import { type Failure, FlowError, failure } from "../errors/failure.ts";
import type { Invocation } from "../invocation.ts";
import { jsonProblem } from "../json.ts";
import type { Annotations, Cancelled, Completed, Outcome, StreamEnd } from "../outcome.ts";
import type { Plan, Step } from "../plan/plan.ts";
import type { Ports } from "../ports.ts";
import { call } from "./call.ts";
import { lateFailure } from "./deadline.ts";
import { Deliveries } from "./deliveries.ts";
import { execute } from "./execute.ts";
import { Lifetime, type RunBounds } from "./lifetime.ts";
import type { Attempt } from "./node-context.ts";
import { observedNow } from "./observe.ts";
import { DROPPED } from "./retry-policy.ts";
import type { Scope } from "./scope.ts";
import { GuardedStream, isAsyncIterable } from "./stream.ts";
import { isThenable } from "./thenable.ts";
import { asValue, failedOutcome, toFailure } from "./to-failure.ts";
import { notJson } from "./unusable.ts";

/**
 * Runs one invocation of a plan. Always resolves, never rejects. A caller that leaves ends the run, unless that has begun
 * an effect: then it goes on to its end. When the guard passes, the outcome does not wait for nodes that ignore their
 * signal; effects among them are `late`.
 */
export function run(plan: Plan, invocation: Invocation, ports: Ports, bounds: RunBounds = {}): Promise<Outcome> {
  return new Promise((resolve) => new Run(plan, invocation, ports, resolve).start(bounds));
}

/**
 * One run. A strand follows a path of steps as far as it goes without waiting for another; what else becomes ready
 * starts a strand of its own. Steps that return at once are not awaited.
 */
class Run extends Lifetime implements Scope, Attempt {
  /** A run is the first try of its simple steps, so that none is made for each. */
  readonly number = 1;
  #deliveries: Deliveries | undefined;
  readonly #queue: Step[] = [];
  #queueHead = 0;
  readonly #ready: Step[] = [];
  #draining = false;
  /** Strands that the outcome waits for, a stream among them; and those that it does not. */
  #strands = 0;
  #detachedStrands = 0;
  #result: { readonly value: unknown; readonly annotations: Annotations | undefined } | undefined;
  #streaming = false;
  #readerLeft = false;

  start(bounds: RunBounds): void {
    const entry = this.plan.entries.get(this.invocation.trigger) ?? this.plan.direct;
    const remainingMs = this.remainingMs();
    this.bounds = bounds;
    if (bounds.signal?.aborted) {
      this.stop(this.cancelled("caller", failure("RUN060")));
    } else if (remainingMs <= 0) {
      this.stop(this.cancelled("guard", lateFailure(bounds.guardMs)));
    } else {
      this.#deliveries = new Deliveries(this.plan, entry, this.invocation.payload);
      this.#enqueue(this.plan.steps[entry.step] as Step);
      this.#drain();
      if (!this.over) this.watch(remainingMs);
    }
  }

  runNested(plan: Plan, invocation: Invocation, outer: CancelSignal): Promise<Outcome> {
    return new Promise((resolve) => {
      const nested = new Run(plan, invocation, this.ports, resolve);
      nested.parent = this;
      nested.start({ signal: outer, guardMs: this.bounds.guardMs });
    });
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
      while (step !== undefined && !this.over) {
        current = step;
        startedAtMs = observedNow(this.ports);
        let output = this.#execute(current);
        if (isThenable(output)) {
          if (this.#queueHead < this.#queue.length) this.#drain();
          output = await output;
          if (this.over) return;
        }
        step = this.#advance(current, output);
        this.observe(current, this.#statusOf(current, output), startedAtMs);
      }
    } catch (error) {
      this.#fail(current, error, startedAtMs);
    }
    this.#drain();
    this.#leave(first.detached);
  }

  #statusOf(step: Step, output: unknown): "ok" | "kept" | "continued" {
    if (output === DROPPED) return "continued";
    return step.keyed && this.tally.keeps(step) ? "kept" : "ok";
  }

  #fail(step: Step, error: unknown, startedAtMs: number): void {
    if (this.over) return;
    const reason = toFailure(error, step);
    const caught = step.catches?.takes(reason);
    this.observe(step, caught ? "caught" : "failed", startedAtMs, reason.code);
    if (caught) {
      this.#deliveries?.fail(step, asValue(reason, step), this.ports.clock, this.#ready);
      for (const ready of this.#ready) this.#enqueue(ready);
      this.#ready.length = 0;
    } else if (!step.detached) this.stop(failedOutcome(reason, this.tally.stats()));
  }

  #execute(step: Step): unknown {
    const deliveries = this.#deliveries as Deliveries;
    const input = deliveries.take(step);
    this.latest = step;
    if (step.kind !== "trigger") this.tally.stepsRun++;
    const output = step.simple
      ? call(this, step, input, this)
      : execute(this, step, input, deliveries.dueInMs(step, this.ports.clock.now()));
    return step.acts && isThenable(output) ? this.atWork.during(output) : output;
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
    this.sendsBytes = format === "bytes";
    // They go out as they are: to look at them would lock the stream, and cost a copy.
    const stream =
      format === "json" ? new GuardedStream(source, this, step, (why) => this.#streamEnded(why)) : undefined;
    this.stream = stream;
    this.#streaming = true;
    this.#strands++;
    this.#result = { value: undefined, annotations: undefined };
    const answer = this.conclude;
    const finished = new Promise<StreamEnd>((resolve) => {
      this.conclude = (end) => end.kind !== "streaming" && resolve({ ...end, items: stream?.items ?? 0 });
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

  /** What else an effect has been begun for goes on, without the one who wanted the stream. */
  #streamEnded(reason: Failure | "left" | undefined): void {
    if (!this.#streaming) return;
    this.#streaming = false;
    const others = this.#strands + this.#detachedStrands > 1;
    if (reason === "left" && this.effectBegun && others) this.#readerLeft = true;
    else if (reason === "left") this.stop(this.cancelled("caller", failure("RUN060")));
    else if (reason) this.stop(failedOutcome(reason, this.tally.stats()));
    this.#leave(false);
  }

  #leave(detached: boolean): void {
    if (this.over) return;
    if (detached) {
      if (--this.#detachedStrands === 0 && this.#strands === 0) this.end();
    } else if (--this.#strands === 0) {
      this.#complete();
    }
  }

  #complete(): void {
    const stats = this.tally.stats();
    if (!(this.#result || this.plan.optional)) {
      this.stop(failedOutcome(failure("RUN020"), stats));
      return;
    }
    const { value, annotations } = this.#result ?? {};
    const outcome: Completed | Cancelled = this.#readerLeft
      ? this.cancelled("caller", failure("RUN060"))
      : { kind: "completed", value, ...(annotations && { annotations }), stats };
    if (this.#detachedStrands === 0) this.end(outcome);
    else this.#answerAhead(outcome);
  }

  /** The caller has its answer: what goes on is none of its business. */
  #answerAhead(outcome: Completed | Cancelled): void {
    this.forgetCaller();
    const detached = new Promise<void>((resolve) => {
      this.detachedEnd = resolve;
    });
    this.answer(outcome.kind === "completed" ? { ...outcome, detached } : { ...outcome, late: detached });
  }
}
