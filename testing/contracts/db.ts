import { beforeEach, describe, expect, it } from "vitest";
import { db } from "../../capabilities/db/db.ts";
import { sql } from "../../capabilities/db/sql.ts";
import { handleOf } from "../../kit/handle-of.ts";
import { reasonOf } from "./open.ts";

/** What every store behind `db` has to do. `bind` gives the same database each time. */
export function dbContract(provider: string, bind: () => unknown): void {
  const open = () => handleOf(db("DB", "write"), bind());
  const reader = () => handleOf(db("DB", "read"), bind());

  describe(`db over ${provider}`, () => {
    beforeEach(async () => {
      await open().batch([
        sql`DROP TABLE IF EXISTS orders`,
        sql`CREATE TABLE orders (id TEXT PRIMARY KEY, total REAL NOT NULL, paid INTEGER, note BLOB)`,
        sql`INSERT INTO orders (id, total, paid) VALUES ('a', 1.5, 1), ('b', 2, 0), ('c', 3, NULL)`,
      ]);
    });

    it("gives all rows, the first, or none", async () => {
      const store = open();
      expect(await store.all(sql`SELECT id, total, paid FROM orders ORDER BY id`)).toEqual([
        { id: "a", total: 1.5, paid: 1 },
        { id: "b", total: 2, paid: 0 },
        { id: "c", total: 3, paid: null },
      ]);
      expect(await store.first(sql`SELECT id FROM orders ORDER BY id DESC`)).toEqual({ id: "c" });
      expect(await store.first(sql`SELECT id FROM orders WHERE id = ${"none"}`)).toBeUndefined();
      expect(await store.all(sql`SELECT id FROM orders WHERE id = ${"none"}`)).toEqual([]);
    });

    it("binds what would be SQL if it were text", async () => {
      const store = open();
      const evil = `x'); DROP TABLE orders; --`;
      await store.run(sql`INSERT INTO orders (id, total) VALUES (${evil}, ${0})`);
      expect(await store.first(sql`SELECT id FROM orders WHERE id = ${evil}`)).toEqual({ id: evil });
      expect(await store.first(sql`SELECT COUNT(*) AS n FROM orders`)).toEqual({ n: 4 });
    });

    it("binds every kind of value", async () => {
      const store = open();
      const note = new Uint8Array([0, 255, 1]);
      await store.run(sql`INSERT INTO orders VALUES (${"grüße 🌍"}, ${-0.5}, ${true}, ${note})`);
      await store.run(sql`INSERT INTO orders VALUES (${"e"}, ${0}, ${false}, ${null})`);
      expect(await store.first(sql`SELECT * FROM orders WHERE id = ${"grüße 🌍"}`)).toEqual({
        id: "grüße 🌍",
        total: -0.5,
        paid: 1,
        note,
      });
      expect(await store.first(sql`SELECT paid, note FROM orders WHERE id = ${"e"}`)).toEqual({ paid: 0, note: null });
    });

    it("puts queries together, each with its own values", async () => {
      const paid = sql`paid = ${1}`;
      const cheap = sql`total < ${2}`;
      expect(await reader().all(sql`SELECT id FROM orders WHERE ${paid} AND ${cheap} LIMIT ${5}`)).toEqual([
        { id: "a" },
      ]);
    });

    it("says how many rows a statement changed", async () => {
      const store = open();
      expect(await store.run(sql`UPDATE orders SET total = 9 WHERE total >= ${2}`)).toMatchObject({ changes: 2 });
      expect(await store.run(sql`DELETE FROM orders WHERE id = ${"none"}`)).toMatchObject({ rows: [], changes: 0 });
    });

    it("makes all of a batch or nothing", async () => {
      const store = open();
      const insert = (id: string) => sql`INSERT INTO orders (id, total) VALUES (${id}, 1)`;
      expect(await reasonOf(store.batch([insert("x"), insert("a"), insert("y")]))).toBe("conflict");
      expect(await store.first(sql`SELECT COUNT(*) AS n FROM orders`)).toEqual({ n: 3 });
      const results = await store.batch([insert("x"), sql`SELECT COUNT(*) AS n FROM orders`]);
      expect(results.map(({ rows }) => rows)).toEqual([[], [{ n: 4 }]]);
      expect(await store.batch([])).toEqual([]);
    });

    it.each([
      ["an id that is there", sql`INSERT INTO orders (id, total) VALUES ('a', 1)`, "conflict"],
      ["a null where none may be", sql`INSERT INTO orders (id) VALUES ('z')`, "invalid"],
      ["a table that is not there", sql`SELECT * FROM nowhere`, "not_found"],
      ["a column that is not there", sql`SELECT nothing FROM orders`, "invalid"],
      ["a syntax error", sql`SELEKT 1`, "invalid"],
      ["a value in a comment", sql`SELECT id FROM orders WHERE id = ${1} -- ${2}`, "invalid"],
      ["a value in quotes", sql`SELECT id FROM orders WHERE id = '${"a"}'`, "invalid"],
      ["a place without a value", sql`SELECT id FROM orders WHERE id = ?`, "invalid"],
      ["two statements", sql`SELECT 1; SELECT 2`, "invalid"],
      ["a statement behind another", sql`SELECT 1; DROP TABLE orders`, "invalid"],
      ["no statement", sql` -- nothing`, "invalid"],
      ["a statement above 100 KB", sql`SELECT ${sql(Object.assign(["1 ".repeat(50_001)], { raw: [] }))}`, "too_large"],
    ])("refuses %s", async (_, query, reason) => {
      expect(await reasonOf(open().run(query))).toBe(reason);
      expect(await open().first(sql`SELECT COUNT(*) AS n FROM orders`)).toEqual({ n: 3 });
    });

    it.each([
      ["undefined", undefined, "invalid"],
      ["NaN", Number.NaN, "invalid"],
      ["an object", {}, "invalid"],
      ["a bigint", 1n, "invalid"],
      ["a text above 2 MB", "x".repeat(2_000_001), "too_large"],
      ["bytes above 2 MB", new Uint8Array(2_000_001), "too_large"],
    ])("refuses to bind %s", async (_, value, reason) => {
      expect(await reasonOf(open().first(sql`SELECT ${value as string} AS v`))).toBe(reason);
    });

    it("refuses more than 100 values, and a query that sql did not make", async () => {
      const many = Array.from({ length: 101 }, (_, index) => index);
      const texts = Object.assign(["SELECT ", ...many.slice(1).map(() => ","), ""], { raw: [] });
      expect(await reasonOf(open().first(sql(texts, ...many)))).toBe("too_large");
      const made = { text: "DROP TABLE orders", parameters: [] };
      expect(await reasonOf(open().run(made as never))).toBe("invalid");
      expect(await reasonOf(open().run("DROP TABLE orders" as never))).toBe("invalid");
    });

    it("has no write methods when it is read only, and refuses statements that write", async () => {
      expect(Object.keys(reader())).toEqual(["all", "first"]);
      for (const query of [
        sql`DELETE FROM orders RETURNING id`,
        sql`INSERT INTO orders (id, total) VALUES ('z', 1) RETURNING id`,
        sql`WITH gone AS (SELECT 'a' AS id) DELETE FROM orders WHERE id IN (SELECT id FROM gone) RETURNING id`,
        sql`/* SELECT */ UPDATE orders SET total = 0 RETURNING id`,
        sql`PRAGMA user_version = 3`,
        sql`DROP TABLE orders`,
      ]) {
        expect(await reasonOf(reader().all(query))).toBe("denied");
      }
      expect(await reader().first(sql`SELECT COUNT(*) AS n, MIN(total) AS least FROM orders`)).toEqual({
        n: 3,
        least: 1.5,
      });
    });
  });
}
