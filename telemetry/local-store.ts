import { type DataPoint, pointProblem } from "./data-point.ts";
import { ANALYTICS_ENGINE } from "./limits.ts";

export type SqlValue = ArrayBuffer | string | number | null;

/** What is used of a Durable Object's SQLite: `ctx.storage.sql` is one. */
export interface LocalSql {
  exec(query: string, ...values: SqlValue[]): { toArray(): Record<string, SqlValue>[] };
}

export interface LocalStoreOptions {
  readonly sql: LocalSql;
  readonly nowMs: () => number;
  /** Oldest points go first. Default 100,000. */
  readonly maxRows?: number;
  /** Default seven days. */
  readonly maxAgeS?: number;
}

/** The table's name, for the dialect that reads it. */
export const LOCAL_TABLE = "points";

const numbered = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}${index + 1}`);
const blobs = numbered("blob", ANALYTICS_ENGINE.maxBlobs);
const doubles = numbered("double", ANALYTICS_ENGINE.maxDoubles);
const columns = ["timestamp", "dataset", "_sample_interval", "index1", ...blobs, ...doubles];
const INSERT = `INSERT INTO points (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`;
/** Points between two looks at what is too old or too many. */
const PRUNE_EVERY = 512;

/** Analytics Engine as it would be: its columns and its limits, on SQLite. Never samples. */
export class LocalStore {
  readonly #options: Required<LocalStoreOptions>;
  #untilPrune = 0;

  constructor(options: LocalStoreOptions) {
    this.#options = { maxRows: 100_000, maxAgeS: 7 * 86_400, ...options };
    const texts = ["dataset", "index1", ...blobs].map((name) => `${name} TEXT NOT NULL`);
    const numbers = doubles.map((name) => `${name} REAL NOT NULL`);
    const whole = ["id INTEGER PRIMARY KEY", "timestamp INTEGER NOT NULL", "_sample_interval INTEGER NOT NULL"];
    options.sql.exec(`CREATE TABLE IF NOT EXISTS points (${[...whole, ...texts, ...numbers].join(", ")})`);
    options.sql.exec("CREATE INDEX IF NOT EXISTS points_by_kind ON points (blob1, timestamp)");
  }

  /** Stores the points of one invocation but those that break a limit; returns what was wrong with these. */
  write(dataset: string, points: readonly DataPoint[]): readonly string[] {
    const timestamp = Math.floor(this.#options.nowMs() / 1000);
    const problems: string[] = [];
    for (const [index, point] of points.entries()) {
      const { maxPoints } = ANALYTICS_ENGINE;
      const problem =
        index < maxPoints ? pointProblem(point) : `${index + 1} points in one invocation, at most ${maxPoints}`;
      if (problem === undefined) this.#insert([timestamp, dataset, 1, point.indexes[0] ?? ""], point);
      else problems.push(problem);
    }
    this.#prune(points.length, timestamp);
    return problems;
  }

  read(sql: string, values: readonly SqlValue[]): readonly Record<string, SqlValue>[] {
    return this.#options.sql.exec(sql, ...values).toArray();
  }

  #insert(head: readonly SqlValue[], point: DataPoint): void {
    this.#options.sql.exec(
      INSERT,
      ...head,
      ...blobs.map((_, index) => point.blobs[index] ?? ""),
      ...doubles.map((_, index) => point.doubles[index] ?? 0),
    );
  }

  #prune(written: number, nowS: number): void {
    this.#untilPrune -= written;
    if (this.#untilPrune > 0) return;
    this.#untilPrune = PRUNE_EVERY;
    const { sql, maxRows, maxAgeS } = this.#options;
    // Ids follow time, so this reads no further than the first point that stays.
    const kept = "SELECT id FROM points WHERE timestamp >= ? ORDER BY id LIMIT 1";
    sql.exec(`DELETE FROM points WHERE id < ifnull((${kept}), 9e15)`, nowS - maxAgeS);
    sql.exec("DELETE FROM points WHERE id <= (SELECT max(id) FROM points) - ?", maxRows);
  }
}
