import { Reply } from "../author/reply.ts";
import { FlowError, failure } from "../errors/failure.ts";
import { lateOf } from "../outcome.ts";
import type { Plan, Step } from "../plan/plan.ts";
import type { Attempt } from "./node-context.ts";
import type { Scope } from "./scope.ts";

/** Where a step stands in its whole run. */
export function placeOf({ invocation }: Scope, { alias }: Step, item: number | undefined): string {
  const { place = "" } = invocation;
  return item === undefined ? `${place}/${alias}` : `${place}/${alias}#${item}`;
}

/** Runs a flow as a node of another, under the same guard. Gives its value, or its stream if it streams. */
export async function runSubflow(
  scope: Scope,
  step: Step & { readonly sub: Plan },
  payload: unknown,
  attempt: Attempt,
): Promise<unknown> {
  const plan = step.sub;
  const { alias } = plan.direct;
  const capture = plan.steps[plan.capture]?.alias ?? "";
  const place = placeOf(scope, step, attempt.item);
  const invocation = { ...scope.invocation, flow: plan.flow, trigger: alias, capture, payload, place };
  const outcome = await scope.runNested(plan, invocation, attempt.signal());
  const late = outcome.kind === "streaming" ? outcome.finished.then(lateOf) : lateOf(outcome);
  if (late !== undefined) scope.atWork.outlives(late);
  switch (outcome.kind) {
    case "completed":
      return outcome.annotations ? new Reply(outcome.value, outcome.annotations) : outcome.value;
    case "streaming":
      return outcome.annotations ? new Reply(outcome.stream, outcome.annotations) : outcome.stream;
    case "retry":
    case "failed":
    case "cancelled":
      throw FlowError.of(outcome.failure);
    case "duplicate":
    case "deferred":
      throw FlowError.of(failure("RUN010"));
  }
}
