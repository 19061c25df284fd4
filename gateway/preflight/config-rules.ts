import { dateIsTaken, flagsAreOn } from "./compatibility.ts";
import type { ConfigRule } from "./config-rule.ts";
import { cpuLimitFits } from "./cpu-limit.ts";
import { cronsAreFew, cronsAreReadable, ticksAreListed, ticksMeetSchedules } from "./crons.ts";
import { deadLettersAreKept, deferredRunsAreConsumed } from "./dead-letters.ts";
import { bindingNamesAreUnique, consumersAreUnique, storesAreApart } from "./doubles.ts";
import { classesAreMade } from "./durable-objects.ts";
import { bindingsAreListed } from "./listed-bindings.ts";
import { openedRoutesAreThere } from "./public-routes.ts";
import { batchesFitTheirTime, consumersAreInBounds, queuesAreConsumed } from "./queues.ts";
import { secretsAreDeclared } from "./secrets.ts";

/** About the flows and the wrangler file. Keys that stand in no table come first, as they have to in TOML. */
export const configRules = [
  dateIsTaken,
  flagsAreOn,
  cpuLimitFits,
  bindingNamesAreUnique,
  consumersAreUnique,
  storesAreApart,
  bindingsAreListed,
  classesAreMade,
  secretsAreDeclared,
  openedRoutesAreThere,
  queuesAreConsumed,
  deadLettersAreKept,
  deferredRunsAreConsumed,
  consumersAreInBounds,
  batchesFitTheirTime,
  cronsAreReadable,
  ticksAreListed,
  ticksMeetSchedules,
  cronsAreFew,
] as const satisfies readonly ConfigRule[];
