import type { CapabilityUse } from "../kernel/author/uses.ts";

/** A use of something with keys. */
export interface KeyedUse<Handle = unknown> extends CapabilityUse<Handle> {
  readonly keyed: true;
}

/**
 * The same use with `prefix` before every key, in front of one that is there already: one store for several flows
 * or tenants.
 */
export function prefixed<Use extends KeyedUse>(prefix: string, use: Use): Use {
  return { ...use, options: { ...use.options, prefix: prefix + prefixOf(use) } };
}

export function prefixOf({ options }: CapabilityUse): string {
  return typeof options.prefix === "string" ? options.prefix : "";
}
