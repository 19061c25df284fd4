import { capabilityError, type Place, reasonOfStatus } from "../error.ts";
import { HTTP_LIMITS } from "../limits.ts";
import { wholeNumber } from "../number.ts";
import { CallTimeout, deadline } from "./deadline.ts";
import { locationOf, redirected } from "./redirect.ts";
import { type Call, firstCall, requestOf } from "./request.ts";
import { retryAfterMs } from "./retry-after.ts";
import type { CallOptions, HttpScope, SendOptions } from "./scope.ts";

/** Calls with methods that change nothing. Redirects are followed, each to an allowed host only; see `redirect`. */
export interface HttpReader {
  get(url: string | URL, options?: CallOptions): Promise<Response>;
  head(url: string | URL, options?: CallOptions): Promise<Response>;
}

/** Redirects of these are followed only where the call says so: who follows one may do something twice. */
export interface HttpHandle extends HttpReader {
  post(url: string | URL, options?: SendOptions): Promise<Response>;
  put(url: string | URL, options?: SendOptions): Promise<Response>;
  patch(url: string | URL, options?: SendOptions): Promise<Response>;
  delete(url: string | URL, options?: SendOptions): Promise<Response>;
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
    const response = await send(scope, firstCall(scope, method, url, options), options, signal);
    if (isAnswer(response, options)) return response;
    await response.body?.cancel();
    throw answered(at, response);
  } catch (error) {
    throw signal.aborted ? ended(at, signal.reason) : error;
  } finally {
    met();
  }
}

function isAnswer(response: Response, { statuses = [], redirect }: CallOptions): boolean {
  const { ok, status } = response;
  const redirects = locationOf(response) !== undefined;
  if (ok || (redirects && redirect === "manual")) return true;
  return statuses === "any" ? !(redirects && redirect === "error") : statuses.includes(status);
}

async function send(scope: HttpScope, first: Call, options: CallOptions, signal: AbortSignal): Promise<Response> {
  const follows = options.redirect === "follow" || (options.redirect === undefined && isRead(first.method));
  let next = first;
  for (let hops = 0; ; hops++) {
    const response = await attempt(scope, requestOf(scope, next, signal));
    const named = options.statuses !== "any" && isAnswer(response, options);
    const to = follows && !named ? locationOf(response) : undefined;
    if (to === undefined) return response;
    await response.body?.cancel();
    if (hops === HTTP_LIMITS.maxRedirects) {
      throw capabilityError("unavailable", scope.at, { message: `more than ${hops} redirects` });
    }
    next = redirected(scope, next, response.status, to);
  }
}

const isRead = (method: string): boolean => method === "GET" || method === "HEAD";

async function attempt({ sender, at }: HttpScope, request: Request): Promise<Response> {
  try {
    return await sender.fetch(request);
  } catch (cause) {
    throw capabilityError("unavailable", at, { message: "the other side cannot be reached", cause });
  }
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
