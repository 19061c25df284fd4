import type { MemoryStore } from "../capability.ts";

/** What stands behind a `db` handle: a D1 database, or another SQLite. Knows no limits. */
export interface DbStore {
  run(query: DbQuery): Promise<DbResult>;
  /** In order and as one transaction: if one fails, none was done. */
  batch(queries: readonly DbQuery[]): Promise<readonly DbResult[]>;
}

export interface DbQuery {
  readonly text: string;
  readonly parameters: readonly DbValue[];
}

export type DbValue = string | number | null | Uint8Array;
export type DbRow = Readonly<Record<string, DbValue>>;

export interface DbResult<Row = DbRow> {
  readonly rows: readonly Row[];
  /** Rows that were inserted, updated or deleted. */
  readonly changes: number;
  /** Of the row inserted last, where the table has one. */
  readonly lastRowId?: number | undefined;
}

export interface MemoryDb extends DbStore, MemoryStore {
  readonly memory: "db";
}
