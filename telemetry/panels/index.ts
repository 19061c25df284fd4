import { colos } from "./colos.ts";
import { cron } from "./cron.ts";
import { errorRate } from "./error-rate.ts";
import { http } from "./http.ts";
import { latency } from "./latency.ts";
import { latestRuns } from "./latest-runs.ts";
import type { Panel } from "./panel.ts";
import { queueLag } from "./queue-lag.ts";
import { retries } from "./retries.ts";
import { runNodes } from "./run-nodes.ts";
import { runs } from "./runs.ts";
import { slowestNodes } from "./slowest-nodes.ts";
import { timeouts } from "./timeouts.ts";
import { versions } from "./versions.ts";

/** In the order in which a dashboard shows them. */
export const panels = [
  runs,
  errorRate,
  latency,
  slowestNodes,
  retries,
  queueLag,
  cron,
  timeouts,
  http,
  colos,
  versions,
  latestRuns,
  runNodes,
] as const satisfies readonly Panel[];
