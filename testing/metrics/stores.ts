import { DatabaseSync } from "node:sqlite";
import { dataPoint } from "../../telemetry/data-point.ts";
import { ANALYTICS_ENGINE } from "../../telemetry/limits.ts";
import { LOCAL_TABLE, LocalStore } from "../../telemetry/local-store.ts";
import type { Panel } from "../../telemetry/panels/panel.ts";
import { analyticsEngineSql } from "../../telemetry/sql/analytics-engine.ts";
import type { PanelQuery } from "../../telemetry/sql/dialect.ts";
import { sqliteSql } from "../../telemetry/sql/sqlite.ts";
import { workersBindingSql } from "../../telemetry/sql/workers-binding.ts";
import type { StoredPoint } from "./points.ts";
import type { AnswerRow } from "./reference.ts";

/** Answers a panel from points by one dialect's own text. */
export type Store = (panel: Panel, points: readonly StoredPoint[], query: PanelQuery) => readonly AnswerRow[];

/** The local store's dialect, on the table that the local store makes. */
export const sqlite: Store = (panel, points, query) =>
  filled(points, String, (database) => {
    const { sql, values } = sqliteSql(LOCAL_TABLE).render(panel, query);
    return database.prepare(sql).all(...values);
  });

/** The SQL API's text, run by SQLite with ClickHouse's functions added as ClickHouse documents them. */
export const analyticsEngine: Store = (panel, points, query) =>
  filled(points, String, (database) => {
    addClickHouse(database);
    const { sql } = analyticsEngineSql(LOCAL_TABLE).render(panel, query);
    return database.prepare(inSqlite(sql)).all();
  });

/** The binding's text likewise; it weighs samples by itself, so the points must not be sampled. */
export const workersBinding: Store = (panel, points, query) =>
  filled(
    points,
    (timestamp) => new Date(timestamp * 1000).toISOString(),
    (database) => {
      addClickHouse(database);
      const { sql, values } = workersBindingSql(LOCAL_TABLE).render(panel, query);
      const params = Object.fromEntries(values.map((value, index) => [`$p${index + 1}`, value]));
      const text = sql.replaceAll("events.analyticsEngine.", "").replaceAll("sampleInterval", "_sample_interval");
      return database.prepare(inSqlite(text)).all(params);
    },
  );

/** Asks a database that holds the points, with their times written as `timeOf` says. */
function filled(
  points: readonly StoredPoint[],
  timeOf: (timestamp: number) => string,
  ask: (database: DatabaseSync) => readonly object[],
): readonly AnswerRow[] {
  const database = new DatabaseSync(":memory:");
  try {
    new LocalStore({ sql: sqlOf(database), nowMs: () => 0 });
    fill(database, points, timeOf);
    return ask(database) as readonly AnswerRow[];
  } finally {
    database.close();
  }
}

/** A database as a Durable Object has it. */
export function sqlOf(database: DatabaseSync): ConstructorParameters<typeof LocalStore>[0]["sql"] {
  return {
    exec: (query, ...values) => {
      const rows = database.prepare(query).all(...values.map((value) => (value instanceof ArrayBuffer ? null : value)));
      return { toArray: () => rows as Record<string, string | number | null>[] };
    },
  };
}

function fill(database: DatabaseSync, points: readonly StoredPoint[], timeOf: (timestamp: number) => string): void {
  const holes = Array(4 + ANALYTICS_ENGINE.maxBlobs + ANALYTICS_ENGINE.maxDoubles).fill("?");
  const insert = database.prepare(`INSERT INTO ${LOCAL_TABLE} SELECT NULL, ${holes.join(", ")}`);
  for (const { timestamp, sampleInterval, row } of points) {
    const { indexes, blobs, doubles } = dataPoint(row);
    const texts = Array.from({ length: ANALYTICS_ENGINE.maxBlobs }, (_, index) => blobs[index] ?? "");
    const numbers = Array.from({ length: ANALYTICS_ENGINE.maxDoubles }, (_, index) => doubles[index] ?? 0);
    insert.run(timeOf(timestamp), sampleInterval, "flowgate", indexes[0] ?? "", ...texts, ...numbers);
  }
}

/** The one thing that SQLite cannot read: a parameter list before the arguments. */
function inSqlite(sql: string): string {
  return sql.replace(/quantileExactWeighted\(([\d.]+)\)\(/g, "quantileWeighted($1, ");
}

function addClickHouse(database: DatabaseSync): void {
  database.function("intDiv", (a, b) => Math.trunc(Number(a) / Number(b)));
  database.function("toUInt32", (value) => Math.trunc(Number(value)));
  database.function("toDateTime", (value) => Number(value));
  database.function("toUnixTimestamp", (value) => Date.parse(String(value)) / 1000);
  database.aggregate("APPROX_MAX", { start: -Infinity, step: (most, value) => Math.max(Number(most), Number(value)) });
  database.aggregate("APPROX_MIN", { start: Infinity, step: (least, value) => Math.min(Number(least), Number(value)) });
  // The state of an aggregate is a value of SQLite's: a line per row, the level first.
  database.aggregate("quantileWeighted", {
    start: "",
    step: (rows, level, value, weight) => `${rows === "" ? level : rows}\n${value} ${weight}`,
    result: (rows) => {
      const [level, ...lines] = String(rows).split("\n");
      return exactWeighted(
        lines.map((line) => line.split(" ").map(Number)),
        Number(level),
      );
    },
  });
}

/** ClickHouse's own: the first value, in order, at which the weights so far reach the level's part of all, rounded up. */
function exactWeighted(rows: readonly (readonly number[])[], level: number): number {
  const sorted = rows.map(([value = 0, weight = 0]) => ({ value, weight })).sort((a, b) => a.value - b.value);
  const threshold = Math.ceil(sorted.reduce((sum, { weight }) => sum + weight, 0) * level);
  let sum = 0;
  for (const { value, weight } of sorted) {
    sum += weight;
    if (sum >= threshold) return value;
  }
  return 0;
}
