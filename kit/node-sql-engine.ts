import type { SqlEngine } from "../capabilities/db/memory.ts";
import type { DbRow } from "../capabilities/db/store.ts";

/** Node's SQLite behind `memoryDb`. Without a path it lives in memory. */
export function nodeSqlEngine(path = ":memory:"): SqlEngine {
  // Asked for here, so that this file also loads where there is no SQLite, as in workerd.
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  const database = new DatabaseSync(path);
  return {
    run: ({ text, parameters }) => {
      const statement = database.prepare(text);
      if (statement.columns().length > 0) return { rows: statement.all(...parameters) as DbRow[], changes: 0 };
      const { changes, lastInsertRowid } = statement.run(...parameters);
      return { rows: [], changes: Number(changes), lastRowId: Number(lastInsertRowid) };
    },
  };
}
