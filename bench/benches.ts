import type { Bench } from "./bench.ts";
import { bundle } from "./bundle.ts";
import { capabilities } from "./capabilities.ts";
import { delivery } from "./delivery.ts";
import { executor } from "./executor.ts";
import { growth } from "./growth.ts";
import { guard } from "./guard.ts";
import { http } from "./http.ts";
import { telemetry } from "./telemetry.ts";
import { transfers } from "./transfers.ts";
import { validate } from "./validate.ts";

/** In the order they run and print. */
export const benches = [
  http,
  executor,
  validate,
  bundle,
  growth,
  guard,
  telemetry,
  capabilities,
  transfers,
  delivery,
] as const satisfies readonly Bench[];
