import { authoringCodes } from "./authoring-codes.ts";
import type { CodeRow } from "./code-row.ts";
import { deploymentCodes } from "./deployment-codes.ts";
import { resourceCodes } from "./resource-codes.ts";
import { runtimeCodes } from "./runtime-codes.ts";
import { writingCodes } from "./writing-codes.ts";

/** The one table. `docs/errors.md` is generated from it. */
export const codes = {
  ...authoringCodes,
  ...writingCodes,
  ...deploymentCodes,
  ...runtimeCodes,
  ...resourceCodes,
} as const satisfies Record<string, CodeRow>;

export type Code = keyof typeof codes;
