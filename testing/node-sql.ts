import { DatabaseSync } from "node:sqlite";
import type { Sql, SqlRow } from "../gateway/stores/sql.ts";

/** A Durable Object's SQLite, as far as Flowgate uses it, on Node's own. Without a path it lives in memory. */
export function nodeSql(path = ":memory:"): Sql & { readonly close: () => void } {
  const db = new DatabaseSync(path);
  return {
    exec: (query, ...values) => {
      if (values.length === 0 && query.includes(";")) {
        db.exec(query);
        return { toArray: () => [] };
      }
      const bound = values.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value));
      const rows = db.prepare(query).all(...bound) as SqlRow[];
      return { toArray: () => rows };
    },
    get databaseSize() {
      const row = db
        .prepare("SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()")
        .get();
      return Number(row?.bytes);
    },
    close: () => db.close(),
  };
}
