import * as v from "valibot";
import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { isMissing, issuePointer } from "../ir/issues.ts";
import { type FlowIr, FlowIrSchema } from "../ir/schema.ts";
import { fail, ok, type Result } from "../result.ts";

/** Reads a document as Flow IR 0.1, with its defaults filled in. Unknown fields are kept. DAG001 per field that does not fit. */
export function parseFlowIr(input: unknown): Result<FlowIr, readonly Diagnostic[]> {
  const read = v.safeParse(FlowIrSchema, input);
  if (read.success) return ok(read.output);
  return fail(read.issues.map((issue) => misfit(issue, input)));
}

function misfit(issue: v.BaseIssue<unknown>, input: unknown): Diagnostic {
  const pointer = issuePointer(issue);
  const message = isMissing(issue) ? `${pointer} is missing` : `${pointer || "the document"}: ${issue.message}`;
  return diagnostic("DAG001", message, { ...named(input), pointer });
}

/** The flow's name where the document has one. */
function named(input: unknown): { readonly flow?: string } {
  const read = v.safeParse(v.looseObject({ name: v.pipe(v.string(), v.minLength(1)) }), input);
  return read.success ? { flow: read.output.name } : {};
}
