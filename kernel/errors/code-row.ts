/** `transient`: try again. `permanent`: never. `unknown`: up to the trigger's limit. */
export type RetryClass = "transient" | "permanent" | "unknown";

/** One row of the one table. What it means is in `docs/pages/code-meanings.ts`; `docs/errors.md` is generated from both. */
export interface CodeRow {
  /** What to do about it. Diagnostics may give a more exact one. */
  readonly fix: string;
  readonly owner: "author" | "operator" | "caller" | "platform";
  readonly severity: "error" | "warning";
  readonly retry: RetryClass;
  /** HTTP status where it reaches a caller. */
  readonly status: number;
  /** What a stranger may read. */
  readonly text: string;
}
