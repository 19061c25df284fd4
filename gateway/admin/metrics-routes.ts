import { platformClock } from "../../base/waiting.ts";
import { listPanels, readPanel } from "../../telemetry/panels-api.ts";
import { queryPort } from "../../telemetry/query/open.ts";
import type { GatewayRoute } from "../features/feature.ts";
import { refuse } from "./answers.ts";
import { adminGuard } from "./guard.ts";

const NO_STORE = { headers: { "cache-control": "no-store" } };

/** The dashboards' numbers: which panels there are, and what each shows. */
export function metricsRoutes(): readonly GatewayRoute[] {
  return [
    { method: "GET", path: "/_flow/api/panels", handle: adminGuard(() => Response.json(listPanels(), NO_STORE)) },
    {
      method: "GET",
      path: "/_flow/api/panels/:name",
      handle: adminGuard(async ({ request, params }, { env, log }) => {
        const port = queryPort(env);
        if (!port.ok) return refuse(port.failure);
        const asked = new URL(request.url).searchParams;
        const found = await readPanel(params.name ?? "", asked, port.value, platformClock.now());
        if (found.ok) return Response.json(found.value, NO_STORE);
        const { cause, message } = found.failure;
        if (cause !== undefined) log.error({ err: cause, panel: params.name }, message);
        return refuse(found.failure);
      }),
    },
  ];
}
