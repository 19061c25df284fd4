import { grafanaDashboard } from "./dashboards/grafana.ts";
import { sqlFile } from "./dashboards/sql-file.ts";
import { panels } from "./panels/index.ts";

const DATASET = "flowgate";

/** What `npm run generate` writes of telemetry, by path from the root. */
export const telemetryFiles = [
  { path: "telemetry/dashboards/grafana.json", make: () => grafanaDashboard(panels, DATASET) },
  ...panels.map((panel) => ({
    path: `telemetry/dashboards/sql/${panel.name}.sql`,
    make: () => sqlFile(panel, DATASET),
  })),
];
