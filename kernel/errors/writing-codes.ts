import { flowError } from "./authoring-codes.ts";
import type { CodeRow } from "./code-row.ts";

/** Rows about how a flow is written in steps. They are thrown where it is written, when its module loads. */
export const writingCodes = {
  STEP101: flowError("wire the ref into a step, and read the value in that step's `run`"),
  STEP102: flowError(
    "use a ref only in the flow and the branch that it was made in; return it from a branch to use it behind",
  ),
  STEP103: flowError("give each step a ref, return a ref from the function, and let every branch have a step"),
} as const satisfies Record<string, CodeRow>;
