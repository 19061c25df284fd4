import type { StandardSchemaV1 } from "@standard-schema/spec";
import { getGlobalConfig } from "valibot";
import type { Schema } from "../author/schema.ts";
import { FlowError } from "../errors/failure.ts";
import type { Step } from "../plan/plan.ts";
import { ownMisfit, payloadMisfit } from "./misfit.ts";
import type { Scope } from "./scope.ts";

/** Whose value is checked. */
export interface Checked {
  readonly scope: Scope;
  readonly step: Step;
  readonly side: "input" | "output";
}

/** The value as its schema gives it; synchronous where the schema is. Throws, or rejects with, a FlowError for a misfit. */
export function validate(schema: Schema, value: unknown, checked: Checked): unknown {
  const limit = new IssueLimit();
  const result = isValibot(schema) ? schema["~run"]({ value }, limit) : schema["~standard"].validate(value);
  if (!(result instanceof Promise)) return result.issues ? refuse(result.issues, value, limit, checked) : result.value;
  return result.then((found) => (found.issues ? refuse(found.issues, value, limit, checked) : found.value));
}

function refuse(issues: Issues, value: unknown, limit: IssueLimit, { scope, step, side }: Checked): never {
  const misfit = { node: step.alias, value, issues, stopped: limit.passed };
  const { isSecretName } = scope.ports;
  const isPayload = side === "input" && step.entry;
  throw FlowError.of(isPayload ? payloadMisfit(misfit, isSecretName) : ownMisfit(misfit, side, isSecretName));
}

type Issues = readonly StandardSchemaV1.Issue[];

/** How often valibot asks whether to go on before it is told to stop: at least once per issue and level of nesting. */
const MOST_QUESTIONS = 30_000;

/**
 * The configuration of one validation by valibot. It asks at each issue whether to abort, and is told to once there are
 * so many: an issue takes some hundred bytes, and a body of a million bytes may have half a million of them.
 */
class IssueLimit {
  readonly lang: string | undefined;
  readonly abortPipeEarly: boolean | undefined;
  readonly #abortEarly: boolean | undefined;
  #questions = 0;

  constructor() {
    const { lang, abortEarly, abortPipeEarly } = getGlobalConfig();
    this.lang = lang;
    this.abortPipeEarly = abortPipeEarly;
    this.#abortEarly = abortEarly;
  }

  get abortEarly(): boolean | undefined {
    this.#questions++;
    return this.passed || this.#abortEarly;
  }

  get passed(): boolean {
    return this.#questions > MOST_QUESTIONS;
  }
}

type Run = (dataset: { readonly value: unknown }, config: IssueLimit) => MaybePromise<StandardSchemaV1.Result<unknown>>;
type MaybePromise<Value> = Value | Promise<Value>;

/** A schema of valibot's is run by what its own `validate` and `safeParse` are made of, since those take no such limit. */
function isValibot(schema: Schema): schema is Schema & { readonly "~run": Run } {
  return "~run" in schema && typeof schema["~run"] === "function" && schema["~standard"].vendor === "valibot";
}
