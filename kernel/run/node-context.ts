import type { NodeContext } from "../author/node.ts";
import type { CancelSignal } from "../cancel.ts";
import type { Invocation } from "../invocation.ts";
import type { NodeLog } from "../node-log.ts";
import type { Step } from "../plan/plan.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import type { Scope } from "./scope.ts";

const nothing = (): void => undefined;
const SILENT: NodeLog = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Handed to a node with each try. What it does not look at is not made. */
export class RunContext implements NodeContext {
  readonly #scope: Scope;
  readonly #step: Step;
  readonly #input: unknown;
  readonly #attempt: Attempt;

  constructor(scope: Scope, step: Step, input: unknown, attempt: Attempt) {
    this.#scope = scope;
    this.#step = step;
    this.#input = input;
    this.#attempt = attempt;
  }

  get signal(): CancelSignal {
    return this.#attempt.signal();
  }

  get attempt(): number {
    return this.#attempt.number;
  }

  get invocation(): Invocation {
    return this.#scope.invocation;
  }

  get idempotencyKey(): string | undefined {
    return idempotencyKey(this.#step, this.#input, this.#scope.invocation);
  }

  get log(): NodeLog {
    return this.#scope.ports.log?.(this.#step, this.#scope.invocation) ?? SILENT;
  }
}

export interface Attempt {
  readonly number: number;
  /** In a list: which item. */
  readonly item?: number | undefined;
  signal(): CancelSignal;
}
