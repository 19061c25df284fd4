import type { RunScope } from "../capability.ts";
import { capabilityError, type Place, reasonOfStatus } from "../error.ts";
import { toJsonText } from "../json-text.ts";
import { HTTP_LIMITS } from "../limits.ts";
import { wholeNumber } from "../number.ts";
import { CallTimeout, deadline } from "./deadline.ts";
import { allows, type HostRule } from "./hosts.ts";
import { retryAfterMs } from "./retry-after.ts";
import type { HttpSender } from "./store.ts";

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until the response begins. Default: the use's own, or 10,000. */
  readonly timeoutMs?: number;
  /** Statuses that are answers, beside 200 to 299. All others are errors: 429 and 5xx may be tried again. */
  readonly statuses?: readonly number[];
}

export interface SendOptions extends CallOptions {
  /** Any JSON value, with its content type. */
  readonly json?: unknown;
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array> | FormData | URLSearchParams;
}

/** Calls with methods that change nothing. Redirects are followed, each to an allowed host only. */
export interface HttpReader {
  get(url: string | URL, options?: CallOptions): Promise<Response>;
  head(url: string | URL, options?: CallOptions): Promise<Response>;
}

/** A redirect of these is an error unless `statuses` names it: who follows it may do something twice. */
export interface HttpHandle extends HttpReader {
  post(url: string | URL, options?: SendOptions): Promise<Response>;
  put(url: string | URL, options?: SendOptions): Promise<Response>;
  patch(url: string | URL, options?: SendOptions): Promise<Response>;
  delete(url: string | URL, options?: SendOptions): Promise<Response>;
}

export interface HttpScope {
  readonly sender: HttpSender;
  readonly at: Place;
  readonly rules: readonly HostRule[];
  readonly timeoutMs: number;
  readonly run: RunScope;
}

export function httpReader(scope: HttpScope): HttpReader {
  return {
    get: (url, options) => call(scope, "GET", url, options),
    head: (url, options) => call(scope, "HEAD", url, options),
  };
}

export function httpHandle(scope: HttpScope): HttpHandle {
  return {
    ...httpReader(scope),
    post: (url, options) => call(scope, "POST", url, options),
    put: (url, options) => call(scope, "PUT", url, options),
    patch: (url, options) => call(scope, "PATCH", url, options),
    delete: (url, options) => call(scope, "DELETE", url, options),
  };
}

async function call(scope: HttpScope, method: string, url: string | URL, options: SendOptions = {}): Promise<Response> {
  const { at, run } = scope;
  const timeoutMs = wholeNumber(at, { name: "timeoutMs", min: 1 }, options.timeoutMs ?? scope.timeoutMs);
  const { signal, met } = deadline(run.signal(), timeoutMs);
  try {
    const response = await send(scope, new Request(allowed(scope, url), init(scope, method, options)), signal);
    if (response.ok || options.statuses?.includes(response.status)) return response;
    await response.body?.cancel();
    throw answered(at, response);
  } catch (error) {
    throw signal.aborted ? ended(at, signal.reason) : error;
  } finally {
    met();
  }
}

/** Follows redirects of what only reads; fetch itself would follow them to any host. */
async function send(scope: HttpScope, first: Request, signal: AbortSignal): Promise<Response> {
  let request = first;
  for (let hops = 0; ; hops++) {
    const response = await attempt(scope, new Request(request, { signal, redirect: "manual" }));
    const to = response.headers.get("location");
    if (to === null || !isRedirect(response.status) || !["GET", "HEAD"].includes(request.method)) return response;
    if (hops === HTTP_LIMITS.maxRedirects) {
      throw capabilityError("unavailable", scope.at, { message: `more than ${hops} redirects` });
    }
    await response.body?.cancel();
    request = redirected(scope, request, to);
  }
}

async function attempt({ sender, at }: HttpScope, request: Request): Promise<Response> {
  try {
    return await sender.fetch(request);
  } catch (cause) {
    throw capabilityError("unavailable", at, { message: "the other side cannot be reached", cause });
  }
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

function redirected(scope: HttpScope, from: Request, to: string): Request {
  const url = allowed(scope, URL.canParse(to, from.url) ? new URL(to, from.url) : to);
  const headers = new Headers(from.headers);
  // What proves who we are is meant for the host that it was sent to.
  if (url.origin !== new URL(from.url).origin) for (const name of ["authorization", "cookie"]) headers.delete(name);
  return new Request(url, { method: from.method, headers });
}

function allowed({ at, rules }: HttpScope, given: string | URL): URL {
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

function init({ at, run }: HttpScope, method: string, { headers, json, body }: SendOptions): RequestInit {
  const sent = new Headers(headers);
  const { "flow.traceparent": traceparent, "flow.tracestate": tracestate } = run.invocation.metadata.labels;
  if (traceparent !== undefined && !sent.has("traceparent")) {
    sent.set("traceparent", traceparent);
    if (tracestate !== undefined) sent.set("tracestate", tracestate);
  }
  if (json === undefined) return { method, headers: sent, ...(body !== undefined && { body }) };
  if (!sent.has("content-type")) sent.set("content-type", "application/json");
  return { method, headers: sent, body: toJsonText(at, json) };
}

function answered(at: Place, { status, headers }: Response): Error {
  const reason = reasonOfStatus(status) ?? (status >= 400 && status < 500 ? "invalid" : "unavailable");
  const waitMs = retryAfterMs(headers.get("retry-after"), Date.now());
  const retries = reason === "rate_limited" || reason === "unavailable";
  return capabilityError(reason, at, {
    message: `the other side answered ${status}`,
    details: { upstream_status: status },
    ...(retries && waitMs !== undefined && { retryAfterMs: waitMs }),
  });
}

function ended(at: Place, reason: unknown): unknown {
  return reason instanceof CallTimeout ? capabilityError("unavailable", at, { message: reason.message }) : reason;
}
