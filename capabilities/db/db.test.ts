import { describe, expect, expectTypeOf, it } from "vitest";
import { handleOf } from "../../kit/handle-of.ts";
import { nodeSqlEngine } from "../../kit/node-sql-engine.ts";
import { dbContract } from "../../testing/contracts/db.ts";
import { db } from "./db.ts";
import type { DbHandle, DbReader } from "./handle.ts";
import { memoryDb } from "./memory.ts";
import { statementOf } from "./statement.ts";
import { reasonOfSqlError } from "./workers.ts";

const shared = memoryDb(nodeSqlEngine());
dbContract("Node's SQLite", () => shared);

describe("db", () => {
  it("types its handle by the access asked for", () => {
    expectTypeOf(handleOf(db("DB", "write"), shared)).toEqualTypeOf<DbHandle>();
    const reader = handleOf(db("DB", "read"), shared);
    expectTypeOf(reader).toEqualTypeOf<DbReader>();
    expect("run" in reader).toBe(false);
  });
});

describe("statementOf", () => {
  it.each([
    "SELECT 1",
    "  select replace(a, 'DELETE', \"UPDATE\") from t;",
    "VALUES (1)",
    "EXPLAIN QUERY PLAN SELECT 1",
    "-- DELETE\nSELECT 1 /* INSERT ; */ ;;",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n) SELECT [delete], `update` FROM n",
    "SELECT 'it''s; DELETE' AS \"a\"\"b\"",
    "SELECT updated, deleted_at, insert_count FROM t",
  ])("knows that this reads: %s", (text) => {
    expect(statementOf(text)).toMatchObject({ single: true, reads: true });
  });

  it.each([
    "INSERT INTO t SELECT 1",
    "with x as (select 1) insert into t select * from x",
    "WITH x AS (SELECT 1) REPLACE INTO t SELECT * FROM x",
    "/* c */ -- c\nDELETE FROM t",
    "EXPLAIN DELETE FROM t",
    "PRAGMA writable_schema = 1",
    "ATTACH 'x' AS y",
    "VACUUM",
  ])("does not take this for reading: %s", (text) => {
    expect(statementOf(text)).toMatchObject({ single: true, reads: false });
  });

  it.each(["", " ", ";", "-- c", "/* c", "SELECT 1; SELECT 2", "SELECT 1;;DELETE FROM t"])(
    "knows that this is not one statement: %j",
    (text) => {
      expect(statementOf(text).single).toBe(false);
    },
  );
});

describe("reasonOfSqlError", () => {
  it.each([
    ["D1_ERROR: D1 DB is overloaded. Requests queued for too long.", "rate_limited"],
    ["D1_ERROR: D1 DB is overloaded. Too many requests queued.", "rate_limited"],
    ["D1_ERROR: UNIQUE constraint failed: t.id: SQLITE_CONSTRAINT", "conflict"],
    ["D1_ERROR: FOREIGN KEY constraint failed: SQLITE_CONSTRAINT", "invalid"],
    ["D1_ERROR: no such table: t: SQLITE_ERROR", "not_found"],
    ["D1_ERROR: string or blob too big: SQLITE_TOOBIG", "too_large"],
    ["D1_ERROR: not authorized: SQLITE_AUTH", "denied"],
    ["D1_ERROR: database is locked: SQLITE_BUSY", "unavailable"],
    ["D1_ERROR: Network connection lost.", undefined],
    ["D1_ERROR: D1 DB reset because its code was updated.", undefined],
  ])("maps %s", (message, reason) => {
    expect(reasonOfSqlError(new Error(message))).toBe(reason);
  });
});
