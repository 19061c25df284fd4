import type { SqlValue } from "../../telemetry/local-store.ts";
import type { FailureRecord, StoredFailure } from "./failure-record.ts";
import { firstRow, LazyTables, type Sql, type SqlRow, whereOf } from "./sql.ts";

export interface FailureFilter {
  readonly code?: string | undefined;
  readonly node?: string | undefined;
  readonly trigger?: string | undefined;
  /** Any of these. */
  readonly eventId?: readonly string[] | undefined;
  /** Failed last at or after, and before; milliseconds since the epoch. */
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  /** Only those that no replay has completed. */
  readonly open?: boolean | undefined;
}

export interface Page {
  /** 1 to 1,000. */
  readonly limit: number;
  /** What the page before gave; the newest come first. */
  readonly cursor?: string | undefined;
}

export interface FailurePage {
  readonly failures: readonly StoredFailure[];
  readonly cursor: string | undefined;
}

export interface Bounds {
  /** Milliseconds that a record is kept. */
  readonly maxAgeMs: number;
  readonly maxRows: number;
}

/** 30 days, and so many that an object's 10 GB hold them with the largest payload that is kept in a row. */
const FAILURE_BOUNDS: Bounds = { maxAgeMs: 30 * 86_400_000, maxRows: 20_000 };

const PRUNE_EVERY = 64;

const TABLE = `
  CREATE TABLE IF NOT EXISTS failures (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    node TEXT,
    trigger_alias TEXT NOT NULL,
    event_id TEXT NOT NULL,
    failed_at_ms INTEGER NOT NULL,
    record TEXT NOT NULL,
    replays INTEGER NOT NULL DEFAULT 0,
    replayed_at_ms INTEGER,
    replay_outcome TEXT
  );
  CREATE INDEX IF NOT EXISTS failures_by_time ON failures (failed_at_ms, id);
  CREATE TABLE IF NOT EXISTS replays (
    failure_id TEXT PRIMARY KEY,
    run_id TEXT NOT NULL,
    held_until_ms INTEGER NOT NULL
  );`;

/** With the run of the last replay. */
const SELECT = "SELECT failures.*, replays.run_id AS replay_run_id FROM failures LEFT JOIN replays ON failure_id = id";

const UPSERT = `
  INSERT INTO failures (id, code, node, trigger_alias, event_id, failed_at_ms, record) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET code = excluded.code, node = excluded.node, failed_at_ms = excluded.failed_at_ms,
    record = json_set(excluded.record, '$.firstAtMs', min(excluded.record ->> 'firstAtMs', failures.record ->> 'firstAtMs'))`;

/** The failures of one flow, on SQLite. The same event that fails again is one record. */
export class SqlFailures {
  readonly #sql: Sql;
  readonly #tables: LazyTables;
  readonly #now: () => number;
  readonly #bounds: Bounds;
  #puts = 0;

  constructor(sql: Sql, now: () => number, bounds: Bounds = FAILURE_BOUNDS) {
    this.#sql = sql;
    this.#tables = new LazyTables(sql, "failures", TABLE);
    this.#now = now;
    this.#bounds = bounds;
  }

  put(record: FailureRecord): void {
    const { id, code, node, trigger, eventId, lastAtMs } = record;
    this.#tables.make();
    this.#sql.exec(UPSERT, id, code, node ?? null, trigger, eventId, lastAtMs, JSON.stringify(record));
    if (this.#puts++ % PRUNE_EVERY === 0) this.prune();
  }

  find(id: string): StoredFailure | undefined {
    if (!this.#tables.exist()) return undefined;
    const row = firstRow(this.#sql, `${SELECT} WHERE id = ?`, id);
    return row && toFailure(row);
  }

  list(filter: FailureFilter, { limit, cursor }: Page): FailurePage {
    if (!this.#tables.exist()) return { failures: [], cursor: undefined };
    const { sql, values } = whereOf([...conditions(filter), ["(failed_at_ms, id) < (?, ?)", cursor]]);
    const bound = cursor === undefined ? values : [...values.slice(0, -1), ...cursorValues(cursor)];
    const query = `${SELECT} ${sql} ORDER BY failed_at_ms DESC, id DESC LIMIT ?`;
    const rows = this.#sql.exec(query, ...bound, limit + 1).toArray();
    const failures = rows.slice(0, limit).map(toFailure);
    const last = failures.at(-1);
    return { failures, cursor: rows.length > limit && last ? `${last.lastAtMs}:${last.id}` : undefined };
  }

  count(filter: FailureFilter): number {
    if (!this.#tables.exist()) return 0;
    const { sql, values } = whereOf(conditions(filter));
    return Number(firstRow(this.#sql, `SELECT COUNT(*) AS n FROM failures ${sql}`, ...values)?.n);
  }

  /** Notes what a replay came to. False if the record is gone. */
  replayed(id: string, outcome: string): boolean {
    if (!this.find(id)) return false;
    const update = "UPDATE failures SET replays = replays + 1, replayed_at_ms = ?, replay_outcome = ? WHERE id = ?";
    this.#sql.exec(update, this.#now(), outcome, id);
    return true;
  }

  /** Removes what is too old or too much. */
  prune(): void {
    if (!this.#tables.exist()) return;
    const { maxAgeMs, maxRows } = this.#bounds;
    this.#sql.exec("DELETE FROM failures WHERE failed_at_ms < ?", this.#now() - maxAgeMs);
    const surplus = "SELECT id FROM failures ORDER BY failed_at_ms DESC, id DESC LIMIT -1 OFFSET ?";
    this.#sql.exec(`DELETE FROM failures WHERE id IN (${surplus})`, maxRows);
    this.#sql.exec("DELETE FROM replays WHERE failure_id NOT IN (SELECT id FROM failures)");
  }
}

function conditions(filter: FailureFilter): readonly (readonly [string, SqlValue | undefined])[] {
  return [
    ["code = ?", filter.code],
    ["node = ?", filter.node],
    ["trigger_alias = ?", filter.trigger],
    ["event_id IN (SELECT value FROM json_each(?))", filter.eventId && JSON.stringify(filter.eventId)],
    ["failed_at_ms >= ?", filter.sinceMs],
    ["failed_at_ms < ?", filter.untilMs],
    ["coalesce(replay_outcome, '') <> ?", filter.open ? "completed" : undefined],
  ];
}

function cursorValues(cursor: string): readonly [number, string] {
  const mark = cursor.indexOf(":");
  return [Number(cursor.slice(0, mark)) || 0, cursor.slice(mark + 1)];
}

function toFailure(row: SqlRow): StoredFailure {
  const record = JSON.parse(String(row.record)) as FailureRecord;
  return {
    ...record,
    replays: Number(row.replays),
    replayedAtMs: row.replayed_at_ms === null ? undefined : Number(row.replayed_at_ms),
    replayOutcome: row.replay_outcome === null ? undefined : String(row.replay_outcome),
    replayRunId: row.replay_run_id === null ? undefined : String(row.replay_run_id),
  };
}
