import { Reply } from "../author/reply.ts";
import type { Schema } from "../author/schema.ts";
import type { Plan, Step } from "../plan/plan.ts";
import type { Handles } from "../ports.ts";
import { type Attempt, RunContext } from "./node-context.ts";
import type { Scope } from "./scope.ts";
import { runSubflow } from "./subflow.ts";
import { chain } from "./thenable.ts";
import { jsonOutput, unusable } from "./unusable.ts";
import { validate } from "./validation.ts";

const NO_HANDLES: Handles = Object.freeze({});

/** One try of one step: check what it takes, run it, check what it gives. Synchronous where all three are. */
export function call(scope: Scope, step: Step, input: unknown, attempt: Attempt): unknown {
  if (step.kind === "trigger") return input;
  if (step.sub) return runSubflow(scope, step as Step & { readonly sub: Plan }, input, attempt);
  const schema = step.unit?.input as Schema | undefined;
  if (schema === undefined || step.inputChecked) return invoke(scope, step, input, attempt);
  const checked = validate(schema, input, { scope, step, side: "input" });
  if (!(checked instanceof Promise)) return invoke(scope, step, checked, attempt);
  return checked.then((value: unknown) => invoke(scope, step, value, attempt));
}

function invoke(scope: Scope, step: Step, input: unknown, attempt: Attempt): unknown {
  const unit = step.unit as NonNullable<Step["unit"]>;
  const handles = step.uses ? scope.ports.handles(step, scope.invocation, attempt) : NO_HANDLES;
  const context = new RunContext(scope, step, input, attempt);
  const { around } = scope.ports;
  if (step.acts) scope.effectBegins();
  const returned = around
    ? around(step, scope.invocation, () => unit.run(input as never, handles as never, context as never))
    : unit.run(input as never, handles as never, context as never);
  if (step.keyed) return chain(returned, (value) => kept(scope, step, value));
  if (unit.output === undefined || unit.stream) return returned;
  return chain(returned, (value) => checkOutput(scope, step, unit.output as Schema, value));
}

/** The output of a keyed step, whose effect is done by now: it has to fit, and to be JSON so that it can be kept. */
async function kept(scope: Scope, step: Step, returned: unknown): Promise<unknown> {
  const schema = step.unit?.output as Schema | undefined;
  try {
    return jsonOutput(step, schema === undefined ? returned : await checkOutput(scope, step, schema, returned));
  } catch (error) {
    return unusable(step, error);
  }
}

/** Keeps what a `Reply` says about its value. */
function checkOutput(scope: Scope, step: Step, schema: Schema, returned: unknown): unknown {
  const value = returned instanceof Reply ? returned.value : returned;
  const output = validate(schema, value, { scope, step, side: "output" });
  if (!(returned instanceof Reply)) return output;
  return chain(output, (checked) => new Reply(checked, returned.annotations));
}
