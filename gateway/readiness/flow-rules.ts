import { bindingsAgree, bindingsAreThere, guaranteesHold, ownBindingsAreThere, usesAreSound } from "./bindings.ts";
import { flowsAreApart } from "./claims.ts";
import { flowsFitThePlatform } from "./flow-limits.ts";
import type { EnvRule, FlowRule } from "./rule.ts";

/** About the flows alone; the order of the list is the order of the findings. */
export const flowRules = [
  flowsAreApart,
  usesAreSound,
  guaranteesHold,
  bindingsAgree,
  flowsFitThePlatform,
] as const satisfies readonly FlowRule[];

/** About the flows in the environment that they run in. */
export const envRules = [bindingsAreThere, ownBindingsAreThere] as const satisfies readonly EnvRule[];
