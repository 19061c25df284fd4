import type { CapabilityUse } from "../kernel/author/uses.ts";

/**
 * The same use with `prefix` before every key, in front of one that is there already: one store for several flows
 * or tenants. For capabilities with keys.
 */
export function prefixed<Use extends CapabilityUse>(prefix: string, use: Use): Use {
  return { ...use, options: { ...use.options, prefix: prefix + prefixOf(use) } };
}

export function prefixOf({ options }: CapabilityUse): string {
  return typeof options.prefix === "string" ? options.prefix : "";
}
