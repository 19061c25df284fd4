import { Reply } from "../author/reply.ts";
import type { CancelSignal } from "../cancel.ts";
import { FlowError, failure } from "../errors/failure.ts";
import type { Each, Step } from "../plan/plan.ts";
import { call } from "./call.ts";
import { withDeadline } from "./deadline.ts";
import { DROPPED, once } from "./once.ts";
import { nextTry } from "./retry-policy.ts";
import type { Scope } from "./scope.ts";
import { sleep } from "./sleep.ts";
import { asValue, toFailure } from "./to-failure.ts";

/** A step with items, a rate, retries or timeouts. `dueInMs` is what its inbound edges leave it, if they say. */
export function execute(scope: Scope, step: Step, input: unknown, dueInMs: number | undefined): Promise<unknown> {
  const work = (signal: () => CancelSignal) =>
    isEach(step) ? eachItem(scope, step, input, signal) : oneOf(scope, step, input, signal);
  const outer = () => scope.signal();
  return dueInMs === undefined
    ? Promise.resolve(work(outer))
    : withDeadline(scope, { step, timeoutMs: Math.max(dueInMs, 0), outer }, work);
}

async function oneOf(scope: Scope, step: Step, input: unknown, signal: () => CancelSignal): Promise<unknown> {
  await permit(scope, step, async (waitMs) => {
    throw FlowError.of(failure("RATE101", undefined, { retryAfterMs: waitMs, details: { node: step.alias } }));
  });
  return once(scope, step, input, () => tries(scope, step, input, signal));
}

/** The step itself goes on: ports know steps by who they are. */
type EachStep = Step & { readonly each: Each };

const isEach = (step: Step): step is EachStep => step.each !== undefined;

/** Items wait for their permits; a step of its own is refused at once, so that its caller can come back. */
async function eachItem(
  scope: Scope,
  step: EachStep,
  source: unknown,
  signal: () => CancelSignal,
): Promise<readonly unknown[]> {
  const found = step.each.items(source);
  if (!found.ok) throw FlowError.of(found.failure);
  const items = found.value;
  const outputs = new Array<unknown>(items.length);
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < items.length && !failed) {
      const index = next++;
      await permit(scope, step, (waitMs) => sleep(scope.ports.clock, waitMs, signal()));
      const item = items[index];
      const one = once(scope, step, item, () => tries(scope, step, item, signal));
      outputs[index] = await (step.each.settle ? settled(step, one, signal) : one);
    }
  };
  const guarded = () =>
    worker().catch((error: unknown) => {
      failed = true;
      throw error;
    });
  await Promise.all(Array.from({ length: Math.min(step.each.concurrency, items.length) }, guarded));
  return outputs.map(itemValue);
}

/** Places are kept: an item whose failure was let go by `continue` stands as null. */
function itemValue(output: unknown): unknown {
  if (output === DROPPED) return null;
  return output instanceof Reply ? output.value : output;
}

/** What became of one item, also where it failed; what ends the whole run is no item's own. */
async function settled(step: Step, one: Promise<unknown>, signal: () => CancelSignal): Promise<unknown> {
  try {
    return { ok: true, value: itemValue(await one) };
  } catch (error) {
    if (signal().aborted) throw error;
    return { ok: false, error: asValue(toFailure(error, step), step) };
  }
}

async function permit(scope: Scope, step: Step, late: (waitMs: number) => Promise<void>): Promise<void> {
  if (!step.rate) return;
  const { rate } = step;
  const take = () => scope.ports.limiter.take(rate, scope.ports.clock.now());
  for (let waitMs = await take(); waitMs > 0; waitMs = await take()) await late(waitMs);
}

async function tries(scope: Scope, step: Step, input: unknown, signal: () => CancelSignal): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await oneTry(scope, step, input, { number: attempt, signal });
    } catch (error) {
      const reason = toFailure(error, step);
      const chance = { random: scope.ports.random(), remainingMs: scope.remainingMs() };
      const delayMs = signal().aborted ? undefined : nextTry(step, reason, attempt, chance);
      if (delayMs === undefined) return giveUp(step, reason, signal());
      scope.countRetry(step);
      await sleep(scope.ports.clock, delayMs, signal());
    }
  }
}

function oneTry(
  scope: Scope,
  step: Step,
  input: unknown,
  attempt: { readonly number: number; readonly signal: () => CancelSignal },
): unknown {
  if (step.timeoutMs === undefined) return call(scope, step, input, attempt);
  const work = (signal: () => CancelSignal) => call(scope, step, input, { number: attempt.number, signal });
  return withDeadline(scope, { step, timeoutMs: step.timeoutMs, outer: attempt.signal }, work);
}

function giveUp(step: Step, reason: ReturnType<typeof toFailure>, signal: CancelSignal): typeof DROPPED {
  if (step.onError?.strategy === "continue" && !signal.aborted) return DROPPED;
  throw FlowError.of(reason);
}
