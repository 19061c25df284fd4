import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { SqlRow } from "../../gateway/stores/sql.ts";
import type { LocalSql } from "../../telemetry/local-store.ts";

/** What stays of a Durable Object when its memory is gone: its SQLite, and its alarm. */
export interface Storage {
  readonly sql: LocalSql & { readonly databaseSize: number };
  /** Milliseconds since the epoch; null for none. */
  alarmAtMs: number | null;
  readonly tables: () => readonly string[];
  /** As if it had never been used. */
  readonly clear: () => void;
}

/** Storage on Node's SQLite. A history asks for the same few statements again and again, so each is prepared once. */
export function newStorage(): Storage {
  const db = new DatabaseSync(":memory:");
  const prepared = new Map<string, StatementSync>();
  const exec: LocalSql["exec"] = (query, ...values) => {
    if (values.length === 0 && query.includes(";")) {
      db.exec(query);
      return { toArray: () => [] };
    }
    const statement = prepared.get(query) ?? db.prepare(query);
    prepared.set(query, statement);
    const rows = statement.all(
      ...values.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value)),
    );
    return { toArray: () => rows as SqlRow[] };
  };
  const tables = () =>
    exec("SELECT name FROM sqlite_master WHERE type = ?", "table")
      .toArray()
      .map(({ name }) => String(name));
  const storage: Storage = {
    sql: { exec, databaseSize: 0 },
    alarmAtMs: null,
    tables,
    clear: () => {
      for (const name of tables()) exec(`DELETE FROM "${name}"`);
      storage.alarmAtMs = null;
    },
  };
  return storage;
}
