import { failure } from "../../kernel/errors/failure.ts";
import type { Report } from "../../telemetry/sink.ts";
import type { HttpTrigger } from "../../triggers/http/author.ts";
import { failureResponse } from "../../triggers/http/failure-response.ts";
import { pathShape } from "../../triggers/http/path.ts";
import { httpTrigger } from "../../triggers/http/trigger.ts";
import { callerOf } from "../admission/caller.ts";
import type { GatewayRoute, IsOperator } from "../features/feature.ts";
import { type MountedFlow, mountedOf } from "../mount/mount.ts";
import { type Context, tell } from "../pipeline/context.ts";
import type { Environment } from "../pipeline/environment.ts";
import { execute } from "../pipeline/execution.ts";
import { answerBy } from "./closed-routes.ts";
import { RequestSignal } from "./request-signal.ts";

interface FetchParts {
  readonly report: Report;
  readonly environmentOf: (env: object) => Environment;
  readonly isOperator: IsOperator | undefined;
}

/** Answers requests: flows' routes first, then the gateway's own where no flow claims them. Never rejects. */
export function createFetch(
  flows: readonly MountedFlow[],
  ownRoutes: readonly GatewayRoute[],
  { report, environmentOf, isOperator }: FetchParts,
): (request: Request, env: object, context: Context) => Promise<Response> {
  const coloOf = dataCentre();
  const flowRoutes = mountedOf<HttpTrigger>(flows, "http").map(({ flow, mounted }) =>
    flowRoute(flow, mounted, report, coloOf),
  );
  const claimed = new Set(flowRoutes.map(({ path }) => pathShape(path)));
  const free = ownRoutes.filter(({ path }) => !claimed.has(pathShape(path))).map(carried);
  const answer = answerBy([...flowRoutes, ...free], isOperator);
  return async (request, env, context) => {
    const environment = environmentOf(env);
    try {
      return await answer(request, environment, context);
    } catch (error) {
      environment.log.error({ err: error, path: new URL(request.url).pathname }, "a request was not answered");
      return failureResponse(failure("RUN010"));
    }
  };
}

function flowRoute(
  flow: MountedFlow,
  mounted: ReturnType<typeof mountedOf<HttpTrigger>>[number]["mounted"],
  report: Report,
  coloOf: (request: Request) => string,
): GatewayRoute {
  const { method, path } = mounted.spec;
  const place = `${method} ${path}`;
  return {
    method,
    path,
    handle: (event, environment, context) => {
      const { request } = event;
      const signal = new RequestSignal(request);
      const answered = execute({
        trigger: httpTrigger,
        flow,
        mounted,
        raw: event,
        environment,
        signal,
        caller: () => callerOf(request.headers, callerHeader(mounted.spec)),
        facts: { place, bytesIn: event.announcedBytes ?? 0, colo: coloOf(request) },
        ended: (record) => tell(report, [record], environment, context),
        waitUntil: (work) => context.waitUntil(work),
      });
      signal.carry(answered, context);
      return answered;
    },
  };
}

/** What an operator has begun, such as a replay, is carried to its end although the operator leaves. */
function carried(route: GatewayRoute): GatewayRoute {
  if (route.method === "GET") return route;
  return {
    ...route,
    handle: (event, environment, context) => {
      const answered = Promise.resolve(route.handle(event, environment, context));
      context.waitUntil(answered.catch(() => undefined));
      return answered;
    },
  };
}

function callerHeader({ idempotency }: HttpTrigger): string | undefined {
  return idempotency ? idempotency.callerHeader : undefined;
}

/**
 * An isolate stays in one data centre, so its first request tells. Each look at `cf` has the platform parse all of it:
 * a tenth of what a bare handler costs.
 */
function dataCentre(): (request: Request) => string {
  let known: string | undefined;
  return (request) => {
    if (known === undefined) {
      const colo = request.cf?.colo;
      known = typeof colo === "string" ? colo : "";
    }
    return known;
  };
}
