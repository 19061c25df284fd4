import * as v from "valibot";
import { type Failure, failure } from "../../kernel/errors/failure.ts";
import { issuePointer } from "../../kernel/ir/issues.ts";
import { failureResponse } from "../../triggers/http/failure-response.ts";

/** What a schema makes of untrusted input, or HTTP100 with each misfit. */
export function read<const S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> | Failure {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const issues = result.issues.map((issue) => ({ path: issuePointer(issue), message: issue.message }));
  return failure("HTTP100", "a parameter does not fit", { details: { issues } });
}

export function isFailure(value: unknown): value is Failure {
  return typeof value === "object" && value !== null && "retry" in value && "status" in value && "code" in value;
}

/** JSON with names as the wire has them. Never cached: it is the operator's. */
export function answer(value: object, status = 200): Response {
  return Response.json(onWire(value), { status, headers: { "cache-control": "no-store" } });
}

export function refuse(found: Failure): Response {
  const headers = found.status === 401 ? { "www-authenticate": 'Bearer realm="flowgate"' } : {};
  const runId = found.details?.run_id;
  return failureResponse(found, { headers, ...(typeof runId === "string" && { runId }) });
}

/** Payloads, details and labels are the flow's own: their names stay as they are. */
const OPAQUE = new Set(["payload", "details"]);

/** `runId` as `run_id`, at every depth but in what belongs to the flow. */
function onWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(onWire);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    OPAQUE.has(name) ? member : onWire(member),
  ]);
  return Object.fromEntries(entries);
}
