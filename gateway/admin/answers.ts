import * as v from "valibot";
import { type Failure, failure } from "../../kernel/errors/failure.ts";
import { issuePointer } from "../../kernel/ir/issues.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import { readText } from "../../triggers/http/bounded-read.ts";
import { failureResponse } from "../../triggers/http/failure-response.ts";

/** What a schema makes of untrusted input, or HTTP100 with each misfit. */
export function read<const S extends v.GenericSchema>(schema: S, input: unknown): Result<v.InferOutput<S>> {
  const result = v.safeParse(schema, input);
  if (result.success) return ok(result.output);
  const issues = result.issues.map((issue) => ({ path: issuePointer(issue), message: issue.message }));
  return fail(failure("HTTP100", "a parameter does not fit", { details: { issues } }));
}

const BODY_WITHIN_MS = 30_000;

/**
 * What a schema makes of a request's body of JSON. An empty body stands for `{}`; one that does not parse is none that a
 * schema takes.
 */
export async function readBody<const S extends v.GenericSchema>(
  request: Request,
  maxBytes: number,
  schema: S,
): Promise<Result<v.InferOutput<S>>> {
  const text = await readText(request, { maxBytes, withinMs: BODY_WITHIN_MS });
  return text.ok ? read(schema, parsed(text.value)) : text;
}

function parsed(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
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
