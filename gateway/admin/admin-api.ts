import { keepFailure } from "../failures/keep-failure.ts";
import { launcher } from "../failures/launch.ts";
import type { Feature } from "../features/feature.ts";
import { adminRoutes } from "./admin-routes.ts";
import { dashboardRoutes } from "./dashboard-routes.ts";
import { adminGuard } from "./guard.ts";
import { metricsRoutes } from "./metrics-routes.ts";
import { queueRoutes } from "./queue-routes.ts";

/** Everything under `/_flow` for the operator: failures and replay, run history, messages, panels, the dashboard. */
export const adminApi: Feature = {
  name: "admin",
  keepFailure,
  routes: ({ flows, report }) => {
    const guard = adminGuard();
    const names = flows.map(({ flow }) => flow.name);
    return [
      ...adminRoutes(names, launcher(flows, report), guard),
      ...metricsRoutes(guard),
      ...queueRoutes(guard),
      ...dashboardRoutes(flows, guard),
    ];
  },
};
