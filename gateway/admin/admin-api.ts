import { createHttpRoutes } from "../../triggers/http/routes.ts";
import { keepFailure } from "../failures/keep-failure.ts";
import { launcher } from "../failures/launch.ts";
import type { Feature, GatewayRoute, HandlerArgs } from "../features/feature.ts";
import { adminRoutes } from "./admin-routes.ts";
import { dashboardRoutes } from "./dashboard-routes.ts";
import { adminGuard, isOperator } from "./guard.ts";
import { metricsRoutes } from "./metrics-routes.ts";
import { queueRoutes } from "./queue-routes.ts";

/** Everything under `/_flow` for the operator: failures and replay, run history, messages, panels, the dashboard. */
export const adminApi: Feature = {
  name: "admin",
  keepFailure,
  isOperator,
  routes: ({ flows, report }) => {
    const names = flows.map(({ flow }) => flow.name);
    const routes = [
      ...adminRoutes(names, launcher(flows, report)),
      ...metricsRoutes(),
      ...queueRoutes(),
      ...dashboardRoutes(flows),
    ];
    return [...routes, ...restOf(routes)];
  },
};

/** Who is not let in learns nothing of what is there: neither by a path or a method that is wrong, nor by OPTIONS. */
function restOf(routes: readonly GatewayRoute[]): readonly GatewayRoute[] {
  const answer = createHttpRoutes<HandlerArgs>(routes);
  const handle = adminGuard(({ request }, environment, context) => answer(request, environment, context));
  return ["/_flow", "/_flow/*"].map((path) => ({ method: "ALL", path, handle }));
}
