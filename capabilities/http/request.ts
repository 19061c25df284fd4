import { callOf, formatTraceparent, parseTraceparent } from "../../base/trace-context.ts";
import { capabilityError, type Place } from "../error.ts";
import { toJsonText } from "../json-text.ts";
import { HTTP_LIMITS } from "../limits.ts";
import { isOpen, ruleFor } from "./hosts.ts";
import type { HttpScope, SendOptions } from "./scope.ts";

/** One request of a call; redirects bring further ones. */
export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** As the node gave it, so that it can be sent again. */
  readonly body: SendOptions["body"];
}

/** The URL, if a node with this scope may call it. */
export function permitted({ at, rules }: HttpScope, given: string | URL): URL {
  if (!URL.canParse(String(given))) throw capabilityError("invalid", at, { message: "the URL cannot be read" });
  const url = new URL(given);
  if (url.username !== "" || url.password !== "") {
    throw capabilityError("invalid", at, { message: "a URL carries no user and password; use a header" });
  }
  if (url.href.length > HTTP_LIMITS.maxUrlBytes) {
    const message = `the URL takes ${url.href.length} bytes; at most ${HTTP_LIMITS.maxUrlBytes}`;
    throw capabilityError("too_large", at, { message });
  }
  if (ruleFor(rules, url)) return url;
  throw capabilityError("denied", at, { message: "the host is not among those that the node may call" });
}

/** The first request, with the run's trace and a parent id of its own unless the call has a trace. */
export function firstCall(scope: HttpScope, method: string, given: string | URL, options: SendOptions): Call {
  const url = permitted(scope, given);
  const body = options.json === undefined ? options.body : toJsonText(scope.at, options.json);
  return { method, url, headers: headersOf(scope, url, options), body };
}

/** Redirects are answered by us: the platform would follow them to any host. */
export function requestOf({ at }: HttpScope, { method, url, headers, body }: Call, signal: AbortSignal): Request {
  // Node wants it said that a stream is sent before the response is read.
  const streams = body instanceof ReadableStream && { duplex: "half" };
  try {
    const init = { method, headers, signal, redirect: "manual", ...(body !== undefined && { body }), ...streams };
    return new Request(url, init as RequestInit);
  } catch (cause) {
    throw unsendable(at, cause);
  }
}

function headersOf(scope: HttpScope, url: URL, { headers, json }: SendOptions): Headers {
  const { run, at } = scope;
  const sent = headersFrom(at, headers);
  const { "flow.traceparent": traceparent, "flow.tracestate": tracestate } = run.invocation.metadata.labels;
  const parent = parseTraceparent(traceparent);
  if (parent && !sent.has("traceparent") && learnsTrace(scope, url)) {
    sent.set("traceparent", formatTraceparent(callOf(parent)));
    if (tracestate !== undefined) sent.set("tracestate", tracestate);
  }
  if (json !== undefined && !sent.has("content-type")) sent.set("content-type", "application/json");
  return sent;
}

/** A trace says who calls whom: by default it goes to hosts that an entry names, and to no stranger. */
function learnsTrace({ rules, trace }: HttpScope, url: URL): boolean {
  if (trace !== undefined) return trace;
  const rule = ruleFor(rules, url);
  return rule !== undefined && !isOpen(rule);
}

function headersFrom(at: Place, headers: SendOptions["headers"]): Headers {
  try {
    return new Headers(headers);
  } catch (cause) {
    throw unsendable(at, cause);
  }
}

function unsendable(at: Place, cause: unknown): Error {
  return capabilityError("invalid", at, { message: "a header or the body cannot be sent", cause });
}
