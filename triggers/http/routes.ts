import { IttyRouter } from "itty-router";
import { type Failure, failure } from "../../kernel/errors/failure.ts";
import type { Fields, HttpMethod } from "./author.ts";
import type { HttpEvent } from "./event.ts";
import { type FailureResponseOptions, failureResponse } from "./failure-response.ts";
import { checkPath, comparePaths } from "./path.ts";

/** One method and path, and what answers there. `Args` is handed through, such as the Worker's env and context. */
export interface HttpRoute<Args extends readonly unknown[]> {
  readonly method: HttpMethod;
  readonly path: string;
  readonly handle: (event: HttpEvent, ...args: Args) => Response | Promise<Response>;
}

/** Answers what no route takes: HTTP100, HTTP104, HTTP105. */
export type Refuse = (failure: Failure, options: FailureResponseOptions, request: Request) => Response;

const ANY = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** What the router is given in place of the request, so that it writes what it finds here. */
interface Visit {
  readonly url: string;
  readonly method: string;
  readonly request: Request;
  params: Readonly<Record<string, string>>;
  query: Fields;
}

type Answer<Args extends readonly unknown[]> = (visit: Visit, ...args: Args) => Response | Promise<Response>;
type Verb = Lowercase<HttpMethod>;

/** The part of itty-router's type that is used, with `Visit` for its request. */
interface VisitRouter<Args extends readonly unknown[]>
  extends Record<Verb, (path: string, ...answers: Answer<Args>[]) => unknown> {
  readonly routes: readonly (readonly [method: string, pattern: RegExp, ...rest: unknown[]])[];
  fetch(visit: Visit, ...args: Args): Promise<Response | undefined>;
}

/**
 * A function that finds a request's route and lets it answer. Never throws for what a client sends. HEAD is answered by
 * the GET route without its body, OPTIONS by a 204 that names the methods.
 */
export function createHttpRoutes<Args extends readonly unknown[]>(
  routes: readonly HttpRoute<Args>[],
  refuse: Refuse = failureResponse,
): (request: Request, ...args: Args) => Promise<Response> {
  const router = IttyRouter() as unknown as VisitRouter<Args>;
  for (const { method, path, handle } of routes.toSorted(mostSpecificFirst)) {
    checkPath(path);
    const answer: Answer<Args> = (visit, ...args) => {
      const params = decodeParams(visit.params);
      if (params === undefined)
        return refuse(failure("HTTP100", "a path segment is not percent-encoded UTF-8"), {}, visit.request);
      return handle({ request: visit.request, path: pathOf(visit.url), params, query: visit.query }, ...args);
    };
    router[method.toLowerCase() as Verb](path, answer);
  }
  const allowed = (url: string): readonly string[] => {
    const path = pathOf(url);
    const methods = router.routes.filter(([, pattern]) => pattern.test(path)).map(([method]) => method);
    return allowedMethods(methods);
  };
  const elsewhere = (request: Request): Response => {
    const methods = allowed(request.url);
    if (methods.length === 0) return refuse(failure("HTTP104"), {}, request);
    const headers = { allow: methods.join(", ") };
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers });
    return refuse(failure("HTTP105"), { headers }, request);
  };
  return async (request, ...args) => {
    const { method, url } = request;
    if (method === "OPTIONS") return elsewhere(request);
    const visit = { url, method: method === "HEAD" ? "GET" : method, request, params: {}, query: {} };
    const response = await router.fetch(visit, ...args);
    if (response === undefined) return elsewhere(request);
    return method === "HEAD" ? withoutBody(response) : response;
  };
}

function mostSpecificFirst(a: HttpRoute<never>, b: HttpRoute<never>): number {
  return comparePaths(a.path, b.path) || Number(a.method === "ALL") - Number(b.method === "ALL");
}

function allowedMethods(methods: readonly string[]): readonly string[] {
  if (methods.length === 0) return [];
  const named = methods.flatMap((method) => (method === "ALL" ? ANY : method === "GET" ? ["GET", "HEAD"] : [method]));
  return [...new Set(named), "OPTIONS"];
}

/** Undefined when a param is not percent-encoded UTF-8. */
function decodeParams(params: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const decoded: Record<string, string> = {};
  try {
    for (const [name, value] of Object.entries(params)) {
      decoded[name] = value.includes("%") ? decodeURIComponent(value) : value;
    }
  } catch {
    return undefined;
  }
  return decoded;
}

/** The path of a serialised URL. */
export function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const end = url.search(/[?#]/);
  return end === -1 ? url.slice(start) : url.slice(start, end);
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}
