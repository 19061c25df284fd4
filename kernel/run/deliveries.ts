import { FlowError } from "../errors/failure.ts";
import type { Entry, Hop, Join, Plan, Step } from "../plan/plan.ts";
import type { Clock } from "../ports.ts";

/** Stands where nothing was delivered, as outputs may be undefined. */
const NOTHING = Symbol("nothing");

/** Who has delivered what to whom in one run. A step is ready when its last inbound hop is resolved and one was live. */
export class Deliveries {
  readonly #steps: readonly Step[];
  readonly #entry: Entry;
  /** By step; for a join, what came by its slots. */
  readonly #inputs: unknown[];
  /** A copy of the entry's; none in a flow where each step follows alone from the one before. */
  #pending: number[] | undefined;
  /** When the first timed hop into a step runs out; only there once a hop has a timeout. */
  #dueAtMs: Map<number, number> | undefined;

  constructor(plan: Plan, entry: Entry, payload: unknown) {
    this.#steps = plan.steps;
    this.#entry = entry;
    this.#inputs = nothings(plan.steps.length);
    this.#inputs[entry.step] = payload;
  }

  /** The step's input; it is not kept. */
  take(step: Step): unknown {
    const input = this.#inputs[step.index];
    this.#inputs[step.index] = NOTHING;
    return step.join ? joined(step.join, input as readonly unknown[]) : input;
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

  /** Resolves all hops of a finished step and adds what is ready. Throws a `FlowError` when its branch is undecided. */
  deliver(step: Step, output: unknown, clock: Clock, ready: Step[]): void {
    const chosen = choice(step, output);
    for (const hop of step.hops) {
      if (!hop.onFailure && (!hop.controlled || hop.to === chosen)) this.#accept(hop, output, clock);
      this.#resolve(hop.to, ready);
    }
  }

  /** Nothing comes out of this step: what only it could feed will not run. */
  drop(step: Step, ready: Step[]): void {
    for (const { to } of step.hops) this.#resolve(to, ready);
  }

  /** The step failed, and the failure goes where failures are caught. */
  fail(step: Step, reason: unknown, clock: Clock, ready: Step[]): void {
    for (const hop of step.hops) {
      if (hop.onFailure) this.#accept(hop, reason, clock);
      this.#resolve(hop.to, ready);
    }
  }

  #accept({ to, slot, timeoutMs }: Hop, output: unknown, clock: Clock): void {
    if (slot < 0) this.#inputs[to] = output;
    else this.#slotsOf(to)[slot] = output;
    if (timeoutMs === undefined) return;
    this.#dueAtMs ??= new Map();
    this.#dueAtMs.set(to, Math.min(this.#dueAtMs.get(to) ?? Number.POSITIVE_INFINITY, clock.now() + timeoutMs));
  }

  #slotsOf(to: number): unknown[] {
    if (this.#inputs[to] === NOTHING) this.#inputs[to] = nothings(this.#steps[to]?.join?.slots ?? 0);
    return this.#inputs[to] as unknown[];
  }

  #resolve(to: number, ready: Step[]): void {
    const step = this.#oneLess(to);
    if (step === undefined) return;
    if (this.#hasInput(step)) ready.push(step);
    else this.#passOver(step, ready);
  }

  /** A step that nothing reached takes its hops with it. Iterative: a dead branch may be thousands of steps long. */
  #passOver(dead: Step, ready: Step[]): void {
    const open = [dead];
    for (let step = open.pop(); step; step = open.pop()) {
      for (const { to } of step.hops) {
        const next = this.#oneLess(to);
        if (next === undefined) continue;
        if (this.#hasInput(next)) ready.push(next);
        else open.push(next);
      }
    }
  }

  /** Whether something came, and all that the step does not run without. */
  #hasInput({ index, join }: Step): boolean {
    const input = this.#inputs[index];
    if (input === NOTHING) return false;
    return join === undefined || join.needs.every((slot) => (input as readonly unknown[])[slot] !== NOTHING);
  }

  /** The step, if that was the last of its inbound hops. */
  #oneLess(to: number): Step | undefined {
    this.#pending ??= this.#entry.pending.slice();
    const left = (this.#pending[to] as number) - 1;
    this.#pending[to] = left;
    return left === 0 ? this.#steps[to] : undefined;
  }
}

function nothings(count: number): unknown[] {
  return new Array<unknown>(count).fill(NOTHING);
}

/**
 * The live ones of a join, in the order of its keys. Without a prototype no alias means anything else, and V8 needs no
 * hidden class for each of a long flow's joins.
 */
function joined({ keys, single }: Join, slots: readonly unknown[]): unknown {
  if (single) return slots[0];
  const input: Record<string, unknown> = Object.create(null);
  for (let slot = 0; slot < keys.length; slot++) {
    if (slots[slot] !== NOTHING) input[keys[slot] as string] = slots[slot];
  }
  return input;
}

/** Index of the step that the branch takes, -1 for none. */
function choice(step: Step, output: unknown): number {
  if (!step.branch) return -1;
  const chosen = step.branch.choose(output);
  if (chosen.ok) return chosen.value;
  throw FlowError.of(chosen.failure);
}
