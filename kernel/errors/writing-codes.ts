import type { CodeRow } from "./code-row.ts";

/** Rows about how a flow is written in steps. They are thrown where it is written, when its module loads. */
const error = (fix: string): CodeRow => ({
  fix,
  owner: "author",
  severity: "error",
  retry: "permanent",
  status: 503,
  text: "this flow is not valid and does not run",
});

export const writingCodes = {
  STEP101: error("wire the ref into a step, and read the value in that step's `run`"),
  STEP102: error(
    "use a ref only in the flow and the branch that it was made in; return it from a branch to use it behind",
  ),
  STEP103: error("give each step a ref, return a ref from the function, and let every branch have a step"),
} as const satisfies Record<string, CodeRow>;
