import type { Capability } from "../../capabilities/capability.ts";
import type { Catalog, TriggerRule } from "../../kernel/catalog.ts";

/** What flows are validated against, where these capabilities and triggers are to be had. */
export function catalogOf(
  capabilities: readonly Capability[],
  triggers: readonly { readonly rule: TriggerRule }[],
): Catalog {
  return {
    hints: capabilities.flatMap(({ hints }) => hints),
    triggers: triggers.map(({ rule }) => rule),
  };
}
