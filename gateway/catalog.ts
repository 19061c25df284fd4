import type { Capability } from "../capabilities/capability.ts";
import type { Catalog } from "../kernel/catalog.ts";
import { triggers } from "../triggers/index.ts";

/** What flows are validated against, where these capabilities are to be had. */
export function catalogOf(capabilities: readonly Capability[]): Catalog {
  return {
    hints: capabilities.flatMap(({ hints }) => hints),
    triggers: triggers.map(({ rule }) => rule),
  };
}
