import { adminApi } from "../../gateway/admin/admin-api.ts";
import { deferredRuns } from "../../gateway/deferred/deferred-runs.ts";
import { deadLetterStore } from "../../gateway/failures/dead-letter-store.ts";
import type { Feature } from "../../gateway/features/feature.ts";
import { DEAD_QUEUE, FLOW, OWN_DEAD_QUEUE, OWN_QUEUE } from "./flows.ts";

/** What the simulated gateway can do beside running flows. */
export const FEATURES: readonly Feature[] = [
  adminApi,
  deferredRuns(OWN_QUEUE, OWN_DEAD_QUEUE),
  deadLetterStore({ [DEAD_QUEUE]: FLOW }),
];
