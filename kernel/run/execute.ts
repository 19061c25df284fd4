import { Reply } from "../author/reply.ts";
import { FlowError, failure } from "../errors/failure.ts";
import type { Step } from "../plan/plan.ts";
import type { Each } from "../surfaces/step-effect.ts";
import { call } from "./call.ts";
import { withDeadline } from "./deadline.ts";
import { type Effort, once } from "./once.ts";
import { DROPPED, giveUp, nextTry } from "./retry-policy.ts";
import type { Scope, Until } from "./scope.ts";
import { sleep } from "./sleep.ts";
import { asValue, toFailure } from "./to-failure.ts";
import { Unusable } from "./unusable.ts";

/** A step with items, a rate, retries or timeouts. `dueInMs` is what its inbound edges leave it, if they say. */
export function execute(scope: Scope, step: Step, input: unknown, dueInMs: number | undefined): Promise<unknown> {
  const work = (until: Until) =>
    isEach(step) ? eachItem(scope, step, input, until) : oneOf(scope, step, input, until);
  return dueInMs === undefined
    ? Promise.resolve(work(scope))
    : withDeadline(scope, { step, timeoutMs: Math.max(dueInMs, 0), outer: scope }, work);
}

async function oneOf(scope: Scope, step: Step, input: unknown, until: Until): Promise<unknown> {
  await permit(scope, step, async (waitMs) => {
    throw FlowError.of(failure("RATE101", undefined, { retryAfterMs: waitMs, details: { node: step.alias } }));
  });
  return through(scope, step, { input, until });
}

/** The step itself goes on: ports know steps by who they are. */
type EachStep = Step & { readonly each: Each };

const isEach = (step: Step): step is EachStep => step.each !== undefined;

/** Items wait for their permits; a step of its own is refused at once, so that its caller can come back. */
async function eachItem(scope: Scope, step: EachStep, source: unknown, until: Until): Promise<readonly unknown[]> {
  const found = step.each.items(source);
  if (!found.ok) throw FlowError.of(found.failure);
  const items = found.value;
  const outputs = new Array<unknown>(items.length);
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < items.length && !failed && !until.over) {
      const index = next++;
      await permit(scope, step, (waitMs) => sleep(scope.ports.clock, waitMs, until.signal()));
      const one = through(scope, step, { input: items[index], item: index, until });
      outputs[index] = await (step.each.settle ? settled(step, one, until) : one);
    }
  };
  const guarded = () =>
    worker().catch((error: unknown) => {
      failed = true;
      throw error;
    });
  const workers = Array.from({ length: Math.min(step.each.concurrency, items.length) }, guarded);
  await Promise.all(workers).catch((error: unknown) => {
    // The others finish the items that they have in hand.
    if (step.acts) scope.atWork.outlives(Promise.allSettled(workers));
    throw error;
  });
  return outputs.map(itemValue);
}

/** Places are kept: an item whose failure was let go by `continue` stands as null. */
function itemValue(output: unknown): unknown {
  if (output === DROPPED) return null;
  return output instanceof Reply ? output.value : output;
}

/** What became of one item, also where it failed; what ends the whole run is no item's own. */
async function settled(step: Step, one: Promise<unknown>, until: Until): Promise<unknown> {
  try {
    return { ok: true, value: itemValue(await one) };
  } catch (error) {
    if (until.over) throw error;
    return { ok: false, error: asValue(toFailure(error, step), step) };
  }
}

async function permit(scope: Scope, step: Step, late: (waitMs: number) => Promise<void>): Promise<void> {
  if (!step.rate) return;
  const { rate } = step;
  const take = () => scope.ports.limiter.take(rate, scope.ports.clock.now());
  for (let waitMs = await take(); waitMs > 0; waitMs = await take()) await late(waitMs);
}

/** One input on its way through a step. */
interface Passage {
  readonly input: unknown;
  /** In a list: which one. */
  readonly item?: number;
  readonly until: Until;
  /** Only for a key. */
  readonly effort?: Effort;
}

/** Once, where the step has a key and something remembers keys. */
function through(scope: Scope, step: Step, passage: Passage): Promise<unknown> {
  const { effects } = scope.ports;
  if (!(effects && step.keyed)) return tries(scope, step, passage);
  return once(scope, { step, effects, ...passage }, (effort) => tries(scope, step, { ...passage, effort }));
}

async function tries(scope: Scope, step: Step, passage: Passage): Promise<unknown> {
  const { until, effort } = passage;
  for (let attempt = 1; ; attempt++) {
    try {
      return await oneTry(scope, step, passage, attempt);
    } catch (error) {
      const reason = toFailure(error, step);
      if (effort && error instanceof Unusable) effort.unusable = reason;
      const chance = { random: scope.ports.random(), remainingMs: scope.remainingMs() };
      const delayMs = until.over ? undefined : nextTry(step, reason, attempt, chance);
      if (delayMs === undefined) return giveUp(step, reason, until);
      scope.countRetry(step);
      await sleep(scope.ports.clock, delayMs, until.signal());
    }
  }
}

function oneTry(scope: Scope, step: Step, passage: Passage, number: number): unknown {
  const { input, item, until, effort } = passage;
  if (until.over) throw until.signal().reason;
  if (effort?.late !== undefined) return lateOutput(effort, effort.late, () => oneTry(scope, step, passage, number));
  const { timeoutMs } = step;
  if (timeoutMs === undefined) return call(scope, step, input, { number, item, signal: () => until.signal() });
  const outlived = (work: Promise<unknown>) => {
    if (effort) effort.late = work;
  };
  return withDeadline(scope, { step, timeoutMs, outer: until, outlived }, (own) =>
    call(scope, step, input, { number, item, signal: () => own.signal() }),
  );
}

/** A try with a key that timed out and is still at work is waited for: to start another would do its effect twice. */
async function lateOutput(effort: Effort, late: Promise<unknown>, next: () => unknown): Promise<unknown> {
  effort.late = undefined;
  try {
    return await late;
  } catch (error) {
    if (error instanceof Unusable) throw error;
    return next();
  }
}
