import type { Env } from "../../capabilities/check.ts";
import type { Diagnostic } from "../../kernel/errors/diagnostic.ts";
import { envRules, flowRules } from "./flow-rules.ts";
import type { Needs } from "./rule.ts";

/** What is wrong with flows alone, and in their environment if there is one. This much of the preflight the Worker has. */
export function flowFindings(needs: Needs, env?: Env): readonly Diagnostic[] {
  return [...flowRules.flatMap((rule) => rule(needs)), ...(env ? envRules.flatMap((rule) => rule(needs, env)) : [])];
}
