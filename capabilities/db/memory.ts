import { mappingErrors } from "../error.ts";
import type { DbQuery, DbResult, MemoryDb } from "./store.ts";
import { reasonOfSqlError } from "./workers.ts";

/** A SQLite that this runtime has, such as Node's own. Synchronous, so that nothing comes between. */
export interface SqlEngine {
  run(query: DbQuery): DbResult;
}

const at = { resource: "db" };

/** A database over a SQLite in this process; a memory one is gone with it. */
export function memoryDb(engine: SqlEngine): MemoryDb {
  const statement = (text: string) => engine.run({ text, parameters: [] });
  return {
    memory: "db",
    run: (query) => mappingErrors(at, reasonOfSqlError, async () => engine.run(query)),
    batch: (queries) =>
      mappingErrors(at, reasonOfSqlError, async () => {
        statement("BEGIN");
        try {
          const results = queries.map((query) => engine.run(query));
          statement("COMMIT");
          return results;
        } catch (error) {
          statement("ROLLBACK");
          throw error;
        }
      }),
  };
}
