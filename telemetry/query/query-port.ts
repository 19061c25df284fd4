import type { Dialect, Statement } from "../sql/dialect.ts";

export type QueryRow = Readonly<Record<string, unknown>>;

/** Where panels are read from. `run` throws, a `FlowError` where the reason is known, when the store does not answer. */
export interface QueryPort {
  readonly dialect: Dialect;
  readonly run: (statement: Statement) => Promise<readonly QueryRow[]>;
}
