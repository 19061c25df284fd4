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

/** Conditions joined by `AND`, with the values for their question marks; those without a value are left out. */
export function whereOf(conditions: readonly (readonly [sql: string, value: SqlValue | undefined])[]) {
  const given = conditions.filter((condition): condition is readonly [string, SqlValue] => condition[1] !== undefined);
  const sql = given.length === 0 ? "" : `WHERE ${given.map(([text]) => text).join(" AND ")}`;
  return { sql, values: given.map(([, value]) => value) };
}
