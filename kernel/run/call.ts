import type { StandardSchemaV1 } from "@standard-schema/spec";
import { Reply } from "../author/reply.ts";
import type { Schema } from "../author/schema.ts";
import { FlowError, failure } from "../errors/failure.ts";
import { escapeSegment } from "../json.ts";
import type { Step } from "../plan/plan.ts";
import type { Handles } from "../ports.ts";
import { type Attempt, RunContext } from "./node-context.ts";
import type { Scope } from "./scope.ts";
import { runSubflow } from "./subflow.ts";
import { chain } from "./thenable.ts";

const NO_HANDLES: Handles = Object.freeze({});

/** One try of one step: check what it takes, run it, check what it gives. Synchronous where all three are. */
export function call(scope: Scope, step: Step, input: unknown, attempt: Attempt): unknown {
  if (step.kind === "trigger") return input;
  if (step.sub) return runSubflow(scope, step.sub, input, () => attempt.signal());
  const schema = step.unit?.input as Schema | undefined;
  if (schema === undefined || step.inputChecked) return invoke(scope, step, input, attempt);
  const checked = schema["~standard"].validate(input);
  if (!(checked instanceof Promise)) return invoke(scope, step, accepted(checked, step, "input"), attempt);
  return checked.then((result) => invoke(scope, step, accepted(result, step, "input"), attempt));
}

function invoke(scope: Scope, step: Step, input: unknown, attempt: Attempt): unknown {
  const unit = step.unit as NonNullable<Step["unit"]>;
  const handles = step.uses ? scope.ports.handles(step, scope.invocation, attempt) : NO_HANDLES;
  const context = new RunContext(scope, step, input, attempt);
  const { around } = scope.ports;
  const returned = around
    ? around(step, scope.invocation, () => unit.run(input as never, handles as never, context as never))
    : unit.run(input as never, handles as never, context as never);
  if (unit.output === undefined || unit.stream) return returned;
  return chain(returned, (value) => checkOutput(step, unit.output as Schema, value));
}

/** Keeps what a `Reply` says about its value. */
function checkOutput(step: Step, schema: Schema, returned: unknown): unknown {
  const value = returned instanceof Reply ? returned.value : returned;
  const output = chain(schema["~standard"].validate(value), (result) =>
    accepted(result as StandardSchemaV1.Result<unknown>, step, "output"),
  );
  if (!(returned instanceof Reply)) return output;
  return chain(output, (checked) => new Reply(checked, returned.annotations));
}

/** The checked value. A misfit of the payload is the caller's fault (SCHEMA101), any other the flow's (SCHEMA102). */
export function accepted(result: StandardSchemaV1.Result<unknown>, step: Step, side: "input" | "output"): unknown {
  if (!result.issues) return result.value;
  const issues = result.issues.map(({ message, path }) => ({ path: pointerOf(path), message }));
  if (side === "input" && step.entry) {
    throw FlowError.of(failure("SCHEMA101", undefined, { details: { node: step.alias, issues } }));
  }
  const cause = new Error(
    `${side} of ${step.alias}: ${issues.map((issue) => `${issue.path} ${issue.message}`).join("; ")}`,
  );
  throw FlowError.of(failure("SCHEMA102", undefined, { details: { node: step.alias }, cause }));
}

function pointerOf(path: StandardSchemaV1.Issue["path"]): string {
  return (path ?? []).map((part) => `/${escapeSegment(String(typeof part === "object" ? part.key : part))}`).join("");
}
