import { hasMethods } from "../../base/bindings.ts";
import { type CapabilityErrorReason, mappingErrors, messageOf, type Place } from "../error.ts";
import type { DbQuery, DbResult, DbRow, DbStore, DbValue } from "./store.ts";

export function isD1(bound: unknown): bound is D1Database {
  return hasMethods(bound, ["prepare", "batch", "exec", "withSession"]);
}

export function workersDb(database: D1Database, at: Place): DbStore {
  const bind = ({ text, parameters }: DbQuery) => database.prepare(text).bind(...parameters);
  return {
    run: (query) => mappingErrors(at, reasonOfSqlError, async () => result(await bind(query).all<DbRow>())),
    batch: (queries) =>
      mappingErrors(at, reasonOfSqlError, async () => (await database.batch<DbRow>(queries.map(bind))).map(result)),
  };
}

function result({ results, meta }: D1Result<DbRow>): DbResult {
  return { rows: results.map(withBytes), changes: meta.changes, lastRowId: meta.last_row_id };
}

/** D1 gives bytes as an array of numbers. */
function withBytes(row: DbRow): DbRow {
  if (!Object.values<unknown>(row).some(Array.isArray)) return row;
  const members = Object.entries<DbValue | readonly number[]>(row);
  return Object.fromEntries(
    members.map(([column, value]) => [column, Array.isArray(value) ? Uint8Array.from(value) : (value as DbValue)]),
  );
}

/** In order; the first that fits. https://developers.cloudflare.com/d1/observability/debug-d1/ and https://sqlite.org/rescode.html */
const REASONS: readonly (readonly [RegExp, CapabilityErrorReason])[] = [
  [/overloaded/i, "rate_limited"],
  [/UNIQUE constraint|SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)/, "conflict"],
  [/constraint failed|SQLITE_CONSTRAINT|SQLITE_MISMATCH|datatype mismatch/, "invalid"],
  [/no such table/, "not_found"],
  [/too big|SQLITE_TOOBIG|SQLITE_FULL|database or disk is full/, "too_large"],
  [/not authorized|SQLITE_AUTH|SQLITE_PERM|SQLITE_READONLY|readonly database/, "denied"],
  [/SQLITE_(BUSY|LOCKED)|database (table )?is locked/, "unavailable"],
  [/D1_TYPE_ERROR|D1_COLUMN_NOTFOUND|syntax error|no such column|incomplete input|SQLITE_(ERROR|RANGE)/, "invalid"],
];

export function reasonOfSqlError(error: unknown): CapabilityErrorReason | undefined {
  const message = messageOf(error);
  return REASONS.find(([pattern]) => pattern.test(message))?.[1];
}
