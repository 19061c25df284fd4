import type { Schema } from "../author/schema.ts";
import { type Failure, FlowError, failure } from "../errors/failure.ts";
import { jsonProblem } from "../json.ts";
import type { Step } from "../plan/plan.ts";
import type { Scope } from "./scope.ts";
import { toFailure } from "./to-failure.ts";
import { notJson } from "./unusable.ts";
import { validate } from "./validation.ts";

/** Called once: with undefined when the source ended by itself, else with why it did not. */
export type StreamEnded = (reason: Failure | "left" | undefined) => void;

/**
 * The capture node's stream, checked item by item. Unlike an async generator it can be ended while an item is
 * awaited: the source is told, not waited for.
 */
export class GuardedStream implements AsyncIterableIterator<unknown> {
  items = 0;
  readonly #source: AsyncIterator<unknown>;
  readonly #scope: Scope;
  readonly #step: Step;
  readonly #ended: StreamEnded;
  #over = false;
  #reject: ((error: unknown) => void) | undefined;

  constructor(source: AsyncIterable<unknown>, scope: Scope, step: Step, ended: StreamEnded) {
    this.#source = source[Symbol.asyncIterator]();
    this.#scope = scope;
    this.#step = step;
    this.#ended = ended;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<unknown>> {
    if (this.#over) return { done: true, value: undefined };
    try {
      const result = await this.#raced();
      if (!result.done) return { done: false, value: await this.#checked(result.value) };
      this.#end(undefined);
      return { done: true, value: undefined };
    } catch (error) {
      const reason = toFailure(error, this.#step);
      this.fail(reason);
      throw FlowError.of(reason);
    }
  }

  /** The reader leaves. */
  async return(): Promise<IteratorResult<unknown>> {
    this.#stop("left");
    return { done: true, value: undefined };
  }

  /** The reader is gone; one that waits for an item all the same gets that as a failure. */
  leave(): void {
    this.#reject?.(FlowError.of(failure("RUN060")));
    this.#stop("left");
  }

  /** Ends the stream from outside; a reader that waits for an item gets the failure. */
  fail(reason: Failure): void {
    this.#reject?.(FlowError.of(reason));
    this.#stop(reason);
  }

  #raced(): Promise<IteratorResult<unknown>> {
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      this.#source.next().then(resolve, reject);
    });
  }

  async #checked(item: unknown): Promise<unknown> {
    const schema = this.#step.unit?.output as Schema | undefined;
    const place = { scope: this.#scope, step: this.#step, side: "output" } as const;
    const value = schema ? await validate(schema, item, place) : item;
    const problem = jsonProblem(value);
    if (problem) throw FlowError.of(notJson(this.#step, problem, this.items + 1));
    this.items++;
    return value;
  }

  #stop(reason: Failure | "left"): void {
    if (this.#over) return;
    this.#end(reason);
    // What the source does on its way out is its own affair; it may also refuse to leave.
    this.#source.return?.().then(undefined, () => undefined);
  }

  #end(reason: Failure | "left" | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#ended(reason);
  }
}

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
