/** `transient`: try again. `permanent`: never. `unknown`: up to the trigger's limit. */
export type RetryClass = "transient" | "permanent" | "unknown";

/** One row of the one table. `docs/errors.md` is generated from it. */
export interface CodeRow {
  readonly meaning: string;
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
