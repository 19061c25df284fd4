import { FlowError } from "../errors/failure.ts";
import type { Entry, Hop, Plan, Step } from "../plan/plan.ts";

export interface Delivery {
  readonly step: Step;
  readonly output: unknown;
  readonly now: () => number;
}

/** Who has delivered what to whom in one run. A step is ready when its last inbound hop is resolved and one was live. */
export class Deliveries {
  readonly #steps: readonly Step[];
  readonly #pending: Int32Array;
  readonly #live: Uint8Array;
  readonly #inputs: unknown[];
  /** When the first timed hop into a step runs out; only there once a hop has a timeout. */
  #dueAtMs: Map<number, number> | undefined;

  constructor(plan: Plan, entry: Entry, payload: unknown) {
    this.#steps = plan.steps;
    this.#pending = entry.pending.slice();
    this.#live = new Uint8Array(plan.steps.length);
    this.#inputs = new Array<unknown>(plan.steps.length);
    this.#inputs[entry.step] = payload;
  }

  /** The step's input; it is not kept. */
  take(step: Step): unknown {
    const input = this.#inputs[step.index];
    this.#inputs[step.index] = undefined;
    return step.join ? inOrder(step.join, input as Record<string, unknown>) : input;
  }

  dueInMs(step: Step, nowMs: number): number | undefined {
    const dueAtMs = this.#dueAtMs?.get(step.index);
    return dueAtMs === undefined ? undefined : dueAtMs - nowMs;
  }

  /** For a step that only one leads to. */
  pass(to: number, output: unknown): Step | undefined {
    this.#inputs[to] = output;
    return this.#steps[to];
  }

  /** Resolves all hops of a finished step. Throws a `FlowError` when its branch cannot be decided. */
  deliver({ step, output, now }: Delivery, ready: (step: Step) => void): void {
    const chosen = choice(step, output);
    for (const hop of step.hops) {
      if (!hop.controlled || hop.to === chosen) this.#accept(step, hop, output, now);
      this.#resolve(hop.to, ready);
    }
  }

  /** Nothing comes out of this step: what only it could feed will not run. */
  drop(step: Step, ready: (step: Step) => void): void {
    for (const { to } of step.hops) this.#resolve(to, ready);
  }

  #accept(from: Step, hop: Hop, output: unknown, now: () => number): void {
    const { to, timeoutMs } = hop;
    this.#live[to] = 1;
    if (this.#steps[to]?.join) {
      this.#inputs[to] ??= Object.create(null);
      (this.#inputs[to] as Record<string, unknown>)[from.alias] = output;
    } else {
      this.#inputs[to] = output;
    }
    if (timeoutMs === undefined) return;
    this.#dueAtMs ??= new Map();
    this.#dueAtMs.set(to, Math.min(this.#dueAtMs.get(to) ?? Number.POSITIVE_INFINITY, now() + timeoutMs));
  }

  /** Iterative: a dead branch may be thousands of steps long. */
  #resolve(target: number, ready: (step: Step) => void): void {
    const open = [target];
    for (let to = open.pop(); to !== undefined; to = open.pop()) {
      const left = (this.#pending[to] as number) - 1;
      this.#pending[to] = left;
      if (left !== 0) continue;
      const step = this.#steps[to] as Step;
      if (this.#live[to]) ready(step);
      else for (const hop of step.hops) open.push(hop.to);
    }
  }
}

/** The live ones of a join, in the order of its edges. */
function inOrder(aliases: readonly string[], joined: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const alias of aliases) if (alias in joined) input[alias] = joined[alias];
  return input;
}

/** Index of the step that the branch takes, -1 for none. */
function choice(step: Step, output: unknown): number {
  const chosen = step.branch ? step.branch.choose(output) : -1;
  if (typeof chosen === "number") return chosen;
  throw FlowError.of(chosen);
}
