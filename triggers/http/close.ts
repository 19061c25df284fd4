import { type Failure, failure } from "../../kernel/errors/failure.ts";
import type { Annotations, Outcome, Streaming } from "../../kernel/outcome.ts";
import type { Birth, Mounted } from "../trigger.ts";
import { asksFor, streamForm } from "./accept.ts";
import type { HttpTrigger } from "./author.ts";
import { textResponse } from "./body-size.ts";
import { byteStream } from "./byte-stream.ts";
import type { HttpEvent } from "./event.ts";
import { errorStatus, failureHeaders, failureResponse } from "./failure-response.ts";
import { formatError, jsonStream, STREAM_TYPES } from "./json-stream.ts";
import { badReply, httpAnnotation, type ReplyOptions, replyProblem } from "./reply.ts";

/** Says how a run ended as a response. A streaming reply goes on after this returns; see `outcome.finished`. */
export function closeHttp(outcome: Outcome, event: HttpEvent, mounted: Mounted<HttpTrigger>, birth: Birth): Response {
  const { runId } = birth;
  switch (outcome.kind) {
    case "completed":
      return valueResponse(outcome.value, outcome.annotations, runId);
    case "duplicate": {
      const response = valueResponse(outcome.stored, outcome.annotations, runId);
      response.headers.set("idempotency-replayed", "true");
      return response;
    }
    case "streaming":
      return streamResponse(outcome, event, runId);
    case "deferred":
      return deferredResponse(outcome.statusUrl, runId);
    case "retry":
      return failedResponse(withDelay(outcome.failure, outcome.delayMs), {
        event,
        mounted,
        runId,
        status: outcome.failure.status === 500 ? 503 : undefined,
      });
    case "failed":
      return failedResponse(outcome.failure, { event, mounted, runId, status: undefined });
    case "cancelled":
      return failedResponse(outcome.failure, { event, mounted, runId, status: outcome.by === "guard" ? 504 : 499 });
  }
}

/** Says when to come back also where nobody knows better. */
function withDelay(found: Failure, delayMs: number | undefined): Failure {
  return { ...found, retryAfterMs: delayMs ?? found.retryAfterMs ?? 1_000 };
}

function valueResponse(value: unknown, annotations: Annotations | undefined, runId: string): Response {
  if (annotations === undefined) return plainResponse(value, runId);
  const options = httpAnnotation(annotations);
  const reason = replyProblem(value, options);
  if (reason !== undefined) return failureResponse(badReply(reason), { runId });
  const headers = replyHeaders(options, runId);
  const type = headers.get("content-type");
  const status = options.status ?? (value === undefined ? 204 : 200);
  if (value === undefined) return new Response(null, { status, headers });
  if (typeof value === "string" && type !== null && !type.includes("json")) {
    return textResponse(value, { status, headers });
  }
  if (type === null) headers.set("content-type", JSON_TYPE);
  return jsonResponse(value, { status, headers }, runId);
}

const JSON_TYPE = "application/json";

/** The usual reply. Headers that are set one by one cost workerd less than the same as a record. */
function plainResponse(value: unknown, runId: string): Response {
  if (value === undefined) return new Response(null, { status: 204, headers: { "x-flow-run-id": runId } });
  const response = jsonResponse(value, undefined, runId);
  response.headers.set("content-type", JSON_TYPE);
  response.headers.set("x-flow-run-id", runId);
  return response;
}

function jsonResponse(value: unknown, init: ResponseInit | undefined, runId: string): Response {
  try {
    return textResponse(JSON.stringify(value), init);
  } catch (cause) {
    return failureResponse(failure("RUN011", undefined, { cause }), { runId });
  }
}

function replyHeaders({ headers = {} }: ReplyOptions, runId: string): Headers {
  const all = new Headers({ "x-flow-run-id": runId });
  for (const [name, values] of Object.entries(headers)) {
    for (const value of [values].flat()) all.append(name, value);
  }
  return all;
}

function streamResponse(outcome: Streaming, { request }: HttpEvent, runId: string): Response {
  const options = httpAnnotation(outcome.annotations);
  const reason = replyProblem({}, options);
  if (reason !== undefined) return refuseStream(outcome, badReply(reason), runId);
  const headers = replyHeaders(options, runId);
  const init = { status: options.status ?? 200, headers };
  if (outcome.format === "bytes") {
    if (!headers.has("content-type")) headers.set("content-type", "application/octet-stream");
    return new Response(byteStream(outcome, request), init);
  }
  const form = streamForm(request.headers.get("accept"));
  if (form === undefined) return refuseStream(outcome, failure("HTTP107"), runId);
  headers.set("content-type", STREAM_TYPES[form]);
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  return new Response(jsonStream(outcome, { form, runId }), init);
}

function refuseStream(outcome: Streaming, found: Failure, runId: string): Response {
  outcome.close(found);
  return failureResponse(found, { runId });
}

function deferredResponse(statusUrl: string, runId: string): Response {
  const headers = { location: statusUrl, "x-flow-run-id": runId };
  return Response.json({ status_url: statusUrl, run_id: runId }, { status: 202, headers });
}

interface FailedOptions {
  readonly event: HttpEvent;
  readonly mounted: Mounted<HttpTrigger>;
  readonly runId: string;
  readonly status: number | undefined;
}

/** A client that asked a streaming route for events is told of the failure in their form, with its status. */
function failedResponse(found: Failure, { event, mounted, runId, status }: FailedOptions): Response {
  const accept = event.request.headers.get("accept");
  const form = mounted.streams === "json" ? streamForm(accept) : undefined;
  if (form === undefined || !asksFor(form, accept)) {
    return failureResponse(found, status === undefined ? { runId } : { runId, status });
  }
  return new Response(formatError(form, found, runId), {
    status: errorStatus(status ?? found.status),
    headers: { ...failureHeaders(found, runId), "content-type": STREAM_TYPES[form] },
  });
}
