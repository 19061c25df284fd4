import { utf8Bytes } from "../../base/bytes.ts";
import { capabilityError, type Place } from "../error.ts";
import { DB_LIMITS } from "../limits.ts";
import { type SqlParameter, SqlQuery } from "./sql.ts";
import { statementOf } from "./statement.ts";
import type { DbQuery, DbResult, DbRow, DbStore, DbValue } from "./store.ts";

/** Queries are made with `sql`. `Row` is what the caller expects; it is not checked. */
export interface DbReader {
  all<Row = DbRow>(query: SqlQuery): Promise<readonly Row[]>;
  first<Row = DbRow>(query: SqlQuery): Promise<Row | undefined>;
}

export interface DbHandle extends DbReader {
  /** One statement of any kind, with how many rows it changed. */
  run<Row = DbRow>(query: SqlQuery): Promise<DbResult<Row>>;
  /** In order and as one transaction: if one fails, none was done. */
  batch(queries: readonly SqlQuery[]): Promise<readonly DbResult[]>;
}

export function dbReader(store: DbStore, at: Place): DbReader {
  return queries(store, (query) => checked(at, query, "read"));
}

export function dbHandle(store: DbStore, at: Place): DbHandle {
  const check = (query: SqlQuery) => checked(at, query, "write");
  return {
    ...queries(store, check),
    run: async <Row>(query: SqlQuery) => (await store.run(check(query))) as DbResult<Row>,
    batch: async (all) => (all.length === 0 ? [] : store.batch(all.map(check))),
  };
}

function queries(store: DbStore, check: (query: SqlQuery) => DbQuery): DbReader {
  return {
    all: async <Row>(query: SqlQuery) => (await store.run(check(query))).rows as readonly Row[],
    first: async <Row>(query: SqlQuery) => (await store.run(check(query))).rows[0] as Row | undefined,
  };
}

function checked(at: Place, query: unknown, access: "read" | "write"): DbQuery {
  if (!SqlQuery.is(query)) throw invalid(at, "a query is made with sql`...`, so that its values are bound");
  const { text } = query;
  const bytes = utf8Bytes(text);
  if (bytes > DB_LIMITS.maxStatementBytes) throw tooLarge(at, "the statement", bytes, DB_LIMITS.maxStatementBytes);
  const { single, reads, places } = statementOf(text);
  if (!single) throw invalid(at, "a query is one statement; use `batch` for several");
  if (access === "read" && !reads) {
    throw capabilityError("denied", at, { message: "the node may only read this database" });
  }
  const count = query.parameters.length;
  if (count !== places) throw invalid(at, "a value stands in quotes or in a comment, or a `?` has no value");
  if (count > DB_LIMITS.maxParameters) {
    throw capabilityError("too_large", at, {
      message: `the query binds ${count} values; at most ${DB_LIMITS.maxParameters}`,
    });
  }
  return { text, parameters: query.parameters.map((value) => parameter(at, value)) };
}

function parameter(at: Place, value: SqlParameter): DbValue {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === null || (typeof value === "number" && Number.isFinite(value))) return value;
  if (typeof value === "string") return sized(at, value, utf8Bytes(value));
  if (value instanceof Uint8Array) return sized(at, value, value.byteLength);
  throw invalid(at, "a value to bind is text, a number, a boolean, null or a Uint8Array");
}

function sized<Value>(at: Place, value: Value, bytes: number): Value {
  if (bytes > DB_LIMITS.maxValueBytes) throw tooLarge(at, "a value", bytes, DB_LIMITS.maxValueBytes);
  return value;
}

const invalid = (at: Place, message: string) => capabilityError("invalid", at, { message });

const tooLarge = (at: Place, what: string, bytes: number, max: number) =>
  capabilityError("too_large", at, { message: `${what} takes ${bytes} bytes; at most ${max}` });
