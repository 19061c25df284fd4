import { capabilityError, type Place, reasonOfStatus } from "../error.ts";
import { HTTP_LIMITS } from "../limits.ts";
import { wholeNumber } from "../number.ts";
import { CallTimeout, deadline } from "./deadline.ts";
import { allowed, redirected, requestOf } from "./request.ts";
import { retryAfterMs } from "./retry-after.ts";
import type { CallOptions, HttpScope, SendOptions } from "./scope.ts";

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
    const response = await send(scope, requestOf(scope, method, allowed(scope, url), options), signal);
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
