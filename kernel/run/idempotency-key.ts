import { FlowError, failure } from "../errors/failure.ts";
import type { Step } from "../plan/plan.ts";
import { compilePointer } from "../pointer.ts";

/** The key of a keyed node for this input, or undefined for a node without one. Throws a `FlowError` (IDEM101). */
export function idempotencyKey(step: Step, input: unknown): string | undefined {
  const rule = step.unit?.idempotency?.key;
  if (rule === undefined) return undefined;
  const key = typeof rule === "string" ? compilePointer(rule)?.(input) : rule(input as never);
  if (typeof key === "string" && key !== "") return key;
  if (typeof key === "number" && Number.isFinite(key)) return String(key);
  throw FlowError.of(failure("IDEM101", `node ${step.alias} got no idempotency key`, { status: 422 }));
}
