import { Reply } from "../author/reply.ts";
import type { CancelSignal } from "../cancel.ts";
import { FlowError, failure } from "../errors/failure.ts";
import { lateOf } from "../outcome.ts";
import type { Plan } from "../plan/plan.ts";
import type { Scope } from "./scope.ts";

/** Runs a flow as a node of another, under the same guard. Gives its value, or its stream if it streams. */
export async function runSubflow(
  scope: Scope,
  plan: Plan,
  payload: unknown,
  signal: () => CancelSignal,
): Promise<unknown> {
  const { alias } = plan.direct;
  const capture = plan.steps[plan.capture]?.alias ?? "";
  const invocation = { ...scope.invocation, flow: plan.flow, trigger: alias, capture, payload };
  const outcome = await scope.runNested(plan, invocation, signal());
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
