import type { LocalSql, SqlValue } from "../../telemetry/local-store.ts";

export type SqlRow = Record<string, SqlValue>;

/** What is used of a Durable Object's SQLite: `ctx.storage.sql` is one as it stands. Synchronous, so nothing comes between. */
export interface Sql extends LocalSql {
  readonly databaseSize: number;
}

/** The first row of a query, or undefined. */
export function firstRow(sql: LocalSql, query: string, ...values: SqlValue[]): SqlRow | undefined {
  return sql.exec(query, ...values).toArray()[0];
}

/** Tables that are made when they are first written to, so that an object that is only asked keeps nothing. */
export class LazyTables {
  readonly #sql: LocalSql;
  readonly #first: string;
  readonly #schema: string;
  #made = false;

  /** `schema` is made of `IF NOT EXISTS`; `first` is a table that has been in it from the beginning. */
  constructor(sql: LocalSql, first: string, schema: string) {
    this.#sql = sql;
    this.#first = first;
    this.#schema = schema;
  }

  /** Before each write. */
  make(): void {
    if (this.#made) return;
    this.#sql.exec(this.#schema);
    this.#made = true;
  }

  /** Before each read: whether there is anything to read from. Adds what a later release has added to the schema. */
  exist(): boolean {
    if (!this.#made && this.#found()) this.make();
    return this.#made;
  }

  #found(): boolean {
    const query = "SELECT 1 AS found FROM sqlite_master WHERE type = 'table' AND name = ?";
    return firstRow(this.#sql, query, this.#first) !== undefined;
  }
}

/** Conditions joined by `AND`, with the values for their question marks; those without a value are left out. */
export function whereOf(conditions: readonly (readonly [sql: string, value: SqlValue | undefined])[]) {
  const given = conditions.filter((condition): condition is readonly [string, SqlValue] => condition[1] !== undefined);
  const sql = given.length === 0 ? "" : `WHERE ${given.map(([text]) => text).join(" AND ")}`;
  return { sql, values: given.map(([, value]) => value) };
}
