import { capabilities } from "../capabilities/index.ts";
import type { Catalog } from "../kernel/catalog.ts";
import { triggers } from "../triggers/index.ts";

/** What flows are validated against. */
export const catalog: Catalog = {
  hints: capabilities.flatMap(({ hints }) => hints),
  triggers: triggers.map(({ rule }) => rule),
};
