export type SqlValue = ArrayBuffer | string | number | null;
export type SqlRow = Record<string, SqlValue>;

/** What is used of a Durable Object's SQLite: `ctx.storage.sql` is one as it stands. Synchronous, so nothing comes between. */
export interface Sql {
  exec(query: string, ...values: SqlValue[]): { toArray(): SqlRow[] };
  readonly databaseSize: number;
}

/** The first row of a query, or undefined. */
export function firstRow(sql: Sql, query: string, ...values: SqlValue[]): SqlRow | undefined {
  return sql.exec(query, ...values).toArray()[0];
}
