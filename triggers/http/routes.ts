import { IttyRouter } from "itty-router";
import { type Failure, failure } from "../../kernel/errors/failure.ts";
import type { Fields, HttpMethod } from "./author.ts";
import { announcedBytes } from "./bounded-read.ts";
import type { HttpEvent } from "./event.ts";
import { type FailureResponseOptions, failureResponse } from "./failure-response.ts";
import { parseFields } from "./fields.ts";
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

/**
 * What the router is given in place of the request, so that it writes what it finds here. Its URL is without the query,
 * for whose repeated keys the router would take quadratic time, and of whose empty values it would lose the first.
 */
interface Visit {
  readonly url: string;
  readonly method: string;
  readonly request: Request;
  params: Readonly<Record<string, string>>;
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
): (request: Request, ...args: Args) => Response | Promise<Response> {
  const sorted = routes.toSorted(mostSpecificFirst);
  const plain = plainRoutes(sorted);
  const router = routerOf(sorted, refuse);
  const routed = async (request: Request, ...args: Args): Promise<Response> => {
    const { method, url } = request;
    if (method === "OPTIONS") return elsewhere(router, request, refuse);
    const visit = { url: withoutQuery(url), method: method === "HEAD" ? "GET" : method, request, params: {} };
    const response = (await router.fetch(visit, ...args)) ?? elsewhere(router, request, refuse);
    return method === "HEAD" ? withoutBody(response) : response;
  };
  return (request, ...args) => {
    const { method, url } = request;
    const path = pathOf(url);
    const found = plain.get(path);
    const route = found?.get(method) ?? (method === "OPTIONS" || method === "HEAD" ? undefined : found?.get("ALL"));
    if (!route) return routed(request, ...args);
    const announced = announcedBytes(request);
    return route.handle({ request, path, params: NO_PARAMS, query: queryOf(url), announcedBytes: announced }, ...args);
  };
}

const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({});

/** By path, then method: routes without params are found without parsing the URL, which the router has to. */
function plainRoutes<Args extends readonly unknown[]>(
  routes: readonly HttpRoute<Args>[],
): ReadonlyMap<string, ReadonlyMap<string, HttpRoute<Args>>> {
  const plain = new Map<string, Map<string, HttpRoute<Args>>>();
  for (const route of routes.filter(({ path }) => !/[:*]/.test(path))) {
    const methods = plain.get(route.path) ?? new Map<string, HttpRoute<Args>>();
    if (!methods.has(route.method)) methods.set(route.method, route);
    plain.set(route.path, methods);
  }
  return plain;
}

function routerOf<Args extends readonly unknown[]>(
  routes: readonly HttpRoute<Args>[],
  refuse: Refuse,
): VisitRouter<Args> {
  const router = IttyRouter() as unknown as VisitRouter<Args>;
  for (const { method, path, handle } of routes) {
    checkPath(path);
    const answer: Answer<Args> = (visit, ...args) => {
      const { request, url } = visit;
      const params = decodeParams(visit.params);
      const query = queryOf(request.url);
      const announced = announcedBytes(request);
      if (params) return handle({ request, path: pathOf(url), params, query, announcedBytes: announced }, ...args);
      return refuse(failure("HTTP100", "a path segment is not percent-encoded UTF-8"), {}, request);
    };
    router[method.toLowerCase() as Verb](path, answer);
  }
  return router;
}

/** The answer where no route is: OPTIONS, or a wrong method or path. */
function elsewhere<Args extends readonly unknown[]>(
  router: VisitRouter<Args>,
  request: Request,
  refuse: Refuse,
): Response {
  const { pathname } = new URL(request.url);
  const here = router.routes.filter(([, pattern]) => pattern.test(pathname)).map(([method]) => method);
  if (here.length === 0) return refuse(failure("HTTP104"), {}, request);
  const headers = { allow: allowedMethods(here).join(", ") };
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers });
  return refuse(failure("HTTP105"), { headers }, request);
}

function mostSpecificFirst(a: HttpRoute<never>, b: HttpRoute<never>): number {
  return comparePaths(a.path, b.path) || Number(a.method === "ALL") - Number(b.method === "ALL");
}

function allowedMethods(methods: readonly string[]): readonly string[] {
  const named = methods.flatMap((method) => (method === "ALL" ? ANY : method === "GET" ? ["GET", "HEAD"] : [method]));
  // In one order, whichever routes bring them.
  return [...ANY.filter((method) => named.includes(method)), "OPTIONS"];
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

/** The path of a URL, as it was sent. */
function pathOf(url: string): string {
  const path = withoutQuery(url);
  return path.slice(path.indexOf("/", path.indexOf("//") + 2));
}

function withoutQuery(url: string): string {
  const mark = url.indexOf("?");
  return mark === -1 ? url : url.slice(0, mark);
}

function queryOf(url: string): Fields {
  const mark = url.indexOf("?");
  return mark === -1 ? NO_PARAMS : parseFields(url.slice(mark + 1));
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}
