import { Reply } from "../author/reply.ts";
import type { Schema } from "../author/schema.ts";
import { FlowError, failure } from "../errors/failure.ts";
import { type Json, jsonProblem } from "../json.ts";
import type { Step } from "../plan/plan.ts";
import type { EffectResult } from "../ports.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import type { Scope } from "./scope.ts";
import { notJson } from "./stream.ts";
import { toFailure } from "./to-failure.ts";
import { validate } from "./validation.ts";

/** Stands for the output of a step whose failure its handler lets pass: nothing is delivered from it. */
export const DROPPED = Symbol("dropped");

/**
 * Does the work of a keyed step unless its effect is known to be done: then what it gave is used again. A failure frees
 * the key, but not a timeout or a cancel, behind which the node may still be at work: there it is free with its lease.
 */
export async function once(scope: Scope, step: Step, input: unknown, work: () => Promise<unknown>): Promise<unknown> {
  const { effects } = scope.ports;
  if (!(effects && step.keyed)) return work();
  const key = idempotencyKey(step, await checked(scope, step, input)) ?? "";
  const { invocation } = scope;
  const claim = await effects
    .claim({ step, key, invocation, remainingMs: scope.remainingMs() })
    .catch((cause: unknown) => Promise.reject(FlowError.of(failure("RES105", undefined, { cause }))));
  if (claim.kind === "done") return fromResult(claim.result);
  if (claim.kind === "in_flight") {
    throw FlowError.of(
      failure("IDEM103", undefined, { retryAfterMs: claim.retryAfterMs, details: { node: step.alias } }),
    );
  }
  try {
    const output = await work();
    if (output === DROPPED) await claim.forget();
    else await claim.complete(toResult(step, output));
    return output;
  } catch (error) {
    const cut = toFailure(error, step).code === "TIME015" || scope.signal().aborted;
    if (!cut) await claim.forget();
    throw error;
  }
}

/** The input as the node will see it, for its key. */
async function checked(scope: Scope, step: Step, input: unknown): Promise<unknown> {
  const schema = step.unit?.input as Schema | undefined;
  if (schema === undefined || step.inputChecked) return input;
  return validate(schema, input, { scope, step, side: "input" });
}

function toResult(step: Step, output: unknown): EffectResult {
  const value = output instanceof Reply ? output.value : output;
  const problem = value === undefined ? undefined : jsonProblem(value);
  if (problem) throw FlowError.of(notJson(step, problem));
  const annotations = output instanceof Reply ? { annotations: output.annotations } : {};
  return { value: value as Json | undefined, ...annotations };
}

function fromResult({ value, annotations }: EffectResult): unknown {
  return annotations ? new Reply(value, annotations) : value;
}
