import { type Diagnostic, diagnostic } from "../../kernel/errors/diagnostic.ts";
import { PLAN_LIMITS } from "../limits.ts";
import type { Needs } from "../readiness/rule.ts";
import type { ConfigRule } from "./config-rule.ts";
import { keyFragment } from "./fragment.ts";
import { keyOf, type WranglerConfig } from "./wrangler-config.ts";

/** LIMIT101: `limits.cpu_ms` is what the plan takes, and no flow may run longer than it lets a run compute. */
export const cpuLimitFits: ConfigRule = (needs, config, { plan }) => {
  const cpuMs = config.settings.limits?.cpu_ms;
  if (cpuMs === undefined) return [];
  const max = PLAN_LIMITS[plan].cpuMs;
  if (plan === "free")
    return [finding(config, `the free plan takes no limits; a request has ${max} ms of CPU`, REMOVE)];
  const set = (value: number) => keyFragment(config, "limits", "cpu_ms", value);
  if (!(cpuMs >= 1 && cpuMs <= max)) {
    return [finding(config, `limits.cpu_ms is ${cpuMs}; the platform takes 1 to ${max}`, set(cpuMs < 1 ? 1 : max))];
  }
  return guardFindings(needs, config, cpuMs);
};

const REMOVE = "remove it, or move to the paid plan";

/** Above its CPU limit the platform kills a run: no reply, no record, and a queue counts it as a failed delivery. */
function guardFindings(needs: Needs, config: WranglerConfig, cpuMs: number): readonly Diagnostic[] {
  return needs.flows.flatMap(({ name, definition }) => {
    const { timeoutMs = 0 } = definition.options;
    if (timeoutMs <= cpuMs) return [];
    const wanted = Math.min(timeoutMs, PLAN_LIMITS.paid.cpuMs);
    if (wanted <= cpuMs) return [];
    const message = `the flow may run ${timeoutMs} ms, but after ${cpuMs} ms of CPU the platform kills it without a reply`;
    const fix = keyFragment(config, "limits", "cpu_ms", wanted);
    return [{ ...finding(config, message, fix, name), severity: "warning" as const }];
  });
}

function finding(config: WranglerConfig, message: string, fix: string, flow?: string): Diagnostic {
  const at = { ...(flow !== undefined && { flow }), file: config.file, key: keyOf(config, "limits", "cpu_ms") };
  return diagnostic("LIMIT101", message, at, fix);
}
