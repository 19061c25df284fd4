import { capabilityError } from "../error.ts";
import { toJsonText } from "../json-text.ts";
import { HTTP_LIMITS } from "../limits.ts";
import { allows } from "./hosts.ts";
import type { HttpScope, SendOptions } from "./scope.ts";

/** The URL, if a node with this scope may call it. */
export function allowed({ at, rules }: HttpScope, given: string | URL): URL {
  if (!URL.canParse(String(given))) throw capabilityError("invalid", at, { message: "the URL cannot be read" });
  const url = new URL(given);
  if (url.username !== "" || url.password !== "") {
    throw capabilityError("invalid", at, { message: "a URL carries no user and password; use a header" });
  }
  if (url.href.length > HTTP_LIMITS.maxUrlBytes) {
    const message = `the URL takes ${url.href.length} bytes; at most ${HTTP_LIMITS.maxUrlBytes}`;
    throw capabilityError("too_large", at, { message });
  }
  if (allows(rules, url)) return url;
  throw capabilityError("denied", at, { message: "the host is not among those that the node may call" });
}

/** The first request of a call, with the run's trace unless the call has its own. */
export function requestOf(scope: HttpScope, method: string, url: URL, options: SendOptions): Request {
  const body = options.json === undefined ? options.body : toJsonText(scope.at, options.json);
  // Node wants it said that a stream is sent before the response is read.
  const streams = body instanceof ReadableStream && { duplex: "half" };
  try {
    const headers = headersOf(scope, options);
    return new Request(url, { method, headers, ...(body !== undefined && { body }), ...streams });
  } catch (cause) {
    throw capabilityError("invalid", scope.at, { message: "a header or the body cannot be sent", cause });
  }
}

function headersOf({ run }: HttpScope, { headers, json }: SendOptions): Headers {
  const sent = new Headers(headers);
  const { "flow.traceparent": traceparent, "flow.tracestate": tracestate } = run.invocation.metadata.labels;
  if (traceparent !== undefined && !sent.has("traceparent")) {
    sent.set("traceparent", traceparent);
    if (tracestate !== undefined) sent.set("tracestate", tracestate);
  }
  if (json !== undefined && !sent.has("content-type")) sent.set("content-type", "application/json");
  return sent;
}

/** The next request of a call that reads. */
export function redirected(scope: HttpScope, from: Request, to: string): Request {
  const url = allowed(scope, URL.canParse(to, from.url) ? new URL(to, from.url) : to);
  const headers = new Headers(from.headers);
  // What proves who we are is meant for the host that it was sent to.
  if (url.origin !== new URL(from.url).origin) for (const name of ["authorization", "cookie"]) headers.delete(name);
  return new Request(url, { method: from.method, headers });
}
