import { Reply } from "../author/reply.ts";
import { type Failure, FlowError, failure } from "../errors/failure.ts";
import { type JsonProblem, jsonProblem } from "../json.ts";
import type { Step } from "../plan/plan.ts";
import { toFailure } from "./to-failure.ts";

/** A node did its work, but what it gave cannot be used. Final: to run it again would have its effect again. */
export class Unusable extends FlowError {}

/** Throws `error` as what it means behind an effect. */
export function unusable(step: Step, error: unknown): never {
  const reason = toFailure(error, step);
  throw new Unusable(reason.message, { ...reason, retry: "permanent" });
}

/** An output that can be kept as it is; throws a `FlowError` (RUN011) for any other. */
export function jsonOutput(step: Step, output: unknown): unknown {
  const value = output instanceof Reply ? output.value : output;
  const problem = (value === undefined ? undefined : jsonProblem(value)) ?? annotationProblem(output);
  if (problem) throw FlowError.of(notJson(step, problem));
  return output;
}

function annotationProblem(output: unknown): JsonProblem | undefined {
  return output instanceof Reply ? jsonProblem(output.annotations) : undefined;
}

/** Where the value is not JSON, and what is there, is for the log: its names are nobody else's business. */
export function notJson(step: Step, { pointer, reason }: JsonProblem, item?: number): Failure {
  const what = item === undefined ? `the output of ${step.alias}` : `item ${item} of the stream of ${step.alias}`;
  const where = pointer === "" ? "" : `, at ${cut(pointer)}`;
  return failure("RUN011", undefined, {
    details: { node: step.alias },
    cause: new Error(`${what}${where}: ${reason}`),
  });
}

const MOST_OF_A_POINTER = 240;

function cut(pointer: string): string {
  return pointer.length > MOST_OF_A_POINTER ? `${pointer.slice(0, MOST_OF_A_POINTER)}…` : pointer;
}
