import { Reply } from "../author/reply.ts";
import type { Schema } from "../author/schema.ts";
import { type Failure, FlowError, failure } from "../errors/failure.ts";
import type { Json } from "../json.ts";
import type { Step } from "../plan/plan.ts";
import type { EffectResult, Effects, HeldEffect } from "../ports.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import { DROPPED, giveUp } from "./retry-policy.ts";
import type { Scope, Until } from "./scope.ts";
import { placeOf } from "./subflow.ts";
import { toFailure } from "./to-failure.ts";
import { Unusable } from "./unusable.ts";
import { validate } from "./validation.ts";

/** One input of a keyed step. */
interface Keyed {
  readonly step: Step;
  readonly input: unknown;
  /** In a list: which item. */
  readonly item?: number;
  readonly effects: Effects;
  readonly until: Until;
}

/** What the tries of a keyed step leave to be known of its effect. */
export interface Effort {
  /** A try that timed out and is still at work. */
  late?: Promise<unknown> | undefined;
  /** Why the output of an effect that is done cannot be used. */
  unusable?: Failure;
}

/**
 * Does the work of a keyed step unless its effect is known to be done: then what it gave is used again. A failure frees
 * the key. Where the work outlives its time, the key is held until it is known what came of it.
 */
export async function once(scope: Scope, keyed: Keyed, work: (effort: Effort) => Promise<unknown>): Promise<unknown> {
  const { step, item, effects, until } = keyed;
  const { invocation } = scope;
  const input = await checked(scope, step, keyed.input);
  const key = idempotencyKey(step, input, invocation) ?? "";
  const place = placeOf(scope, step, item);
  const claim = await effects
    .claim({ step, key, input, place, invocation, remainingMs: scope.remainingMs() })
    .catch((cause: unknown) => Promise.reject(FlowError.of(failure("RES105", undefined, { cause }))));
  switch (claim.kind) {
    case "done":
      if (!("unusable" in claim.result)) scope.countKept(step);
      return fromResult(claim.result, keyed);
    case "mismatch": {
      const text = `another input came to node ${step.alias} under an idempotency key that was used`;
      throw FlowError.of(failure("IDEM102", text, { details: { node: step.alias } }));
    }
    case "in_flight":
      throw FlowError.of(
        failure("IDEM103", undefined, { retryAfterMs: claim.retryAfterMs, details: { node: step.alias } }),
      );
    case "new":
      if (!until.over) return held(scope, step, claim, work);
      await claim.forget();
      throw until.signal().reason;
  }
}

/** Tries, and tells what became of the effect: at once, or when a try that outlived its time ends. */
async function held(
  scope: Scope,
  step: Step,
  claim: HeldEffect,
  work: (effort: Effort) => Promise<unknown>,
): Promise<unknown> {
  const effort: Effort = {};
  scope.atWork.hold(claim);
  const settle = async (trying: Promise<unknown>): Promise<void> => {
    await trying.then(
      (output) => settled(claim, output, effort),
      (error: unknown) => spoiled(claim, error instanceof Unusable ? toFailure(error, step) : effort.unusable),
    );
    scope.atWork.release(claim);
  };
  const trying = work(effort);
  await trying.catch(() => undefined);
  if (effort.late === undefined) await settle(trying);
  else scope.atWork.outlives(settle(effort.late));
  return trying;
}

function settled(claim: HeldEffect, output: unknown, { unusable }: Effort): Promise<void> {
  return output === DROPPED ? spoiled(claim, unusable) : claim.complete(toResult(output));
}

/** Without a reason the effect was not done. */
function spoiled(claim: HeldEffect, reason: Failure | undefined): Promise<void> {
  return reason ? claim.complete({ unusable: reason }) : claim.forget();
}

/** The input as the node will see it, for its key. */
async function checked(scope: Scope, step: Step, input: unknown): Promise<unknown> {
  const schema = step.unit?.input as Schema | undefined;
  if (schema === undefined || step.inputChecked) return input;
  return validate(schema, input, { scope, step, side: "input" });
}

function toResult(output: unknown): EffectResult {
  if (!(output instanceof Reply)) return { value: output as Json | undefined };
  return { value: output.value as Json | undefined, annotations: output.annotations };
}

function fromResult(result: EffectResult, { step, until }: Keyed): unknown {
  if ("unusable" in result) return giveUp(step, result.unusable, until);
  return result.annotations ? new Reply(result.value, result.annotations) : result.value;
}
