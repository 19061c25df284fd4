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
import { toFailure } from "./to-failure.ts";

/** A step with items, a rate, retries or timeouts. `dueInMs` is what its inbound edges leave it, if they say. */
export function execute(scope: Scope, step: Step, input: unknown, dueInMs: number | undefined): Promise<unknown> {
  const work = (signal: () => CancelSignal) =>
    step.each ? eachItem(scope, { ...step, each: step.each }, input, signal) : oneOf(scope, step, input, signal);
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

/** Items wait for their permits; a step of its own is refused at once, so that its caller can come back. */
async function eachItem(
  scope: Scope,
  step: Step & { readonly each: Each },
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
      outputs[index] = await once(scope, step, item, () => tries(scope, step, item, signal));
    }
  };
  const guarded = () =>
    worker().catch((error: unknown) => {
      failed = true;
      throw error;
    });
  await Promise.all(Array.from({ length: Math.min(step.each.concurrency, items.length) }, guarded));
  return outputs
    .filter((output) => output !== DROPPED)
    .map((output) => (output instanceof Reply ? output.value : output));
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
