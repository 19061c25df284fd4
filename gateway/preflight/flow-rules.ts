import { bindingsAgree, bindingsAreThere, guaranteesHold } from "./bindings.ts";
import { flowsAreApart } from "./claims.ts";
import { schedulesAreReadable } from "./crons.ts";
import { flowsFitThePlatform } from "./flow-limits.ts";
import type { EnvRule, FlowRule } from "./rule.ts";

/** About the flows alone; the order of the list is the order of the findings. */
export const flowRules = [
  flowsAreApart,
  guaranteesHold,
  bindingsAgree,
  schedulesAreReadable,
  flowsFitThePlatform,
] as const satisfies readonly FlowRule[];

/** About the flows in the environment that they run in. */
export const envRules = [bindingsAreThere] as const satisfies readonly EnvRule[];
