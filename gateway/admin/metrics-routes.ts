import { platformClock } from "../../base/waiting.ts";
import { listPanels, readPanel } from "../../telemetry/panels-api.ts";
import { queryPort } from "../../telemetry/query/open.ts";
import type { GatewayRoute } from "../features/feature.ts";
import { isFailure, refuse } from "./answers.ts";
import type { AdminGuard } from "./guard.ts";

const NO_STORE = { headers: { "cache-control": "no-store" } };

/** The dashboards' numbers: which panels there are, and what each shows. */
export function metricsRoutes(guard: AdminGuard): readonly GatewayRoute[] {
  return [
    { method: "GET", path: "/_flow/api/panels", handle: guard(() => Response.json(listPanels(), NO_STORE)) },
    {
      method: "GET",
      path: "/_flow/api/panels/:name",
      handle: guard(async ({ request, params }, { env, log }) => {
        const port = queryPort(env);
        if (isFailure(port)) return refuse(port);
        const found = await readPanel(params.name ?? "", new URL(request.url).searchParams, port, platformClock.now());
        if (!isFailure(found)) return Response.json(found, NO_STORE);
        if (found.cause !== undefined) log.error({ err: found.cause, panel: params.name }, found.message);
        return refuse(found);
      }),
    },
  ];
}
