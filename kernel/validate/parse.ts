import * as v from "valibot";
import type { Diagnostic } from "../errors/diagnostic.ts";
import { type FlowIr, FlowIrSchema } from "../ir/schema.ts";
import { fail, ok, type Result } from "../result.ts";
import { misfit, misfits, nameOf } from "./misfits.ts";

const MOST = 50;

/**
 * Reads a document as Flow IR 0.1, with its defaults filled in. Unknown fields are kept. DAG001 per field that does not fit,
 * up to `most` of them, and then one that says how many more there are; with 1, just the first.
 */
export function parseFlowIr(input: unknown, most: number = MOST): Result<FlowIr, readonly Diagnostic[]> {
  const read = v.safeParse(FlowIrSchema, input, { abortEarly: true });
  if (read.success) return ok(read.output);
  return fail(most === 1 ? [misfit(read.issues[0], "", nameOf(input))] : misfits(input, most));
}
