import { FlowError, failure } from "../errors/failure.ts";
import type { Invocation } from "../invocation.ts";
import { inexactNumbers, keyValue } from "../key-value.ts";
import type { Step } from "../plan/plan.ts";

/**
 * The key of a keyed node for this input, or undefined for a node without one. Throws a `FlowError`: IDEM101 for no key,
 * IDEM105 for what can be none.
 */
export function idempotencyKey(step: Step, input: unknown, invocation: Invocation): string | undefined {
  if (step.keyOf === undefined) return undefined;
  const key = keyValue(step.keyOf(input), inexactNumbers(invocation));
  if (!key.ok) throw FlowError.of({ ...key.failure, details: { node: step.alias } });
  if (key.value !== undefined) return String(key.value);
  throw FlowError.of(failure("IDEM101", `node ${step.alias} got no idempotency key`, { status: 422 }));
}
