import { errorHandlerSurface } from "./error-handler.ts";
import { forEachSurface } from "./for-each.ts";
import { ifSurface } from "./if.ts";
import { loopSurface } from "./loop.ts";
import { partitionSurface } from "./partition.ts";
import { rateLimitSurface } from "./rate-limit.ts";
import type { Surface } from "./surface.ts";
import { switchSurface } from "./switch.ts";
import { timeoutSurface } from "./timeout.ts";
import { windowSurface } from "./window.ts";

export const surfaces = [
  ifSurface,
  switchSurface,
  forEachSurface,
  errorHandlerSurface,
  rateLimitSurface,
  timeoutSurface,
  partitionSurface,
  windowSurface,
  loopSurface,
] as const satisfies readonly Surface[];
