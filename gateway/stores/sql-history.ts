import type { SqlValue } from "../../telemetry/local-store.ts";
import type { RunRecord } from "../../telemetry/run-record.ts";
import { firstRow, LazyTables, type Sql, whereOf } from "./sql.ts";

/** A run as the history keeps it: without the inner error of its failure. */
export type RunEntry = Omit<RunRecord, "failure"> & { readonly error: string };

export interface RunFilter {
  /** Any of these as event id, trace id or run id. */
  readonly q?: readonly string[] | undefined;
  readonly failed?: boolean | undefined;
  readonly code?: string | undefined;
  /** The run's start, in milliseconds since the epoch. */
  readonly beforeMs?: number | undefined;
  /** The run's end, likewise: whoever follows runs misses none that took long. */
  readonly endedSinceMs?: number | undefined;
}

/** So many runs of each kind, successes and failures, are kept: failures do not drown among successes. */
const MAX_RUNS_OF_A_KIND = 1_000;
const PRUNE_EVERY = 64;

const TABLE = `
  CREATE TABLE IF NOT EXISTS runs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL UNIQUE,
    failed INTEGER NOT NULL,
    code TEXT NOT NULL,
    event_id TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    started_at_ms INTEGER NOT NULL,
    record TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS runs_by_kind ON runs (failed, seq);
  CREATE INDEX IF NOT EXISTS runs_by_event ON runs (event_id);
  CREATE INDEX IF NOT EXISTS runs_by_trace ON runs (trace_id);`;

const INSERT = `
  INSERT OR REPLACE INTO runs (run_id, failed, code, event_id, trace_id, started_at_ms, record)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;

const SHOWN_IN_LISTS = "json_remove(record, '$.payload') AS record";

/** The last runs of one flow, on SQLite. */
export class SqlHistory {
  readonly #sql: Sql;
  readonly #tables: LazyTables;
  readonly #maxOfAKind: number;
  #puts = 0;

  constructor(sql: Sql, maxOfAKind = MAX_RUNS_OF_A_KIND) {
    this.#sql = sql;
    this.#tables = new LazyTables(sql, "runs", TABLE);
    this.#maxOfAKind = maxOfAKind;
  }

  put(run: RunEntry): void {
    const { runId, code, eventId, traceId, startedAtMs } = run;
    const failed = hasFailed(run) ? 1 : 0;
    this.#tables.make();
    this.#sql.exec(INSERT, runId, failed, code, eventId, traceId, startedAtMs, JSON.stringify(run));
    if (this.#puts++ % PRUNE_EVERY === 0) this.prune();
  }

  find(runId: string): RunEntry | undefined {
    if (!this.#tables.exist()) return undefined;
    const row = firstRow(this.#sql, "SELECT record FROM runs WHERE run_id = ?", runId);
    return row && JSON.parse(String(row.record));
  }

  /** Newest first, without payloads. */
  list(filter: RunFilter, limit: number): readonly RunEntry[] {
    if (!this.#tables.exist()) return [];
    const { q } = filter;
    const { sql, values } = whereOf([
      ["EXISTS (SELECT 1 FROM json_each(?) WHERE value IN (event_id, trace_id, run_id))", q && JSON.stringify(q)],
      ["failed = ?", filter.failed === undefined ? undefined : Number(filter.failed)],
      ["code = ?", filter.code],
      ["started_at_ms < ?", filter.beforeMs],
      ["json_extract(record, '$.endedAtMs') >= ?", filter.endedSinceMs],
    ]);
    const bound: readonly SqlValue[] = [...values, limit];
    const rows = this.#sql
      .exec(`SELECT ${SHOWN_IN_LISTS} FROM runs ${sql} ORDER BY seq DESC LIMIT ?`, ...bound)
      .toArray();
    return rows.map((row) => JSON.parse(String(row.record)));
  }

  prune(): void {
    if (!this.#tables.exist()) return;
    for (const failed of [0, 1]) {
      const newest = "SELECT seq FROM runs WHERE failed = ? ORDER BY seq DESC LIMIT 1 OFFSET ?";
      this.#sql.exec(`DELETE FROM runs WHERE failed = ? AND seq <= (${newest})`, failed, failed, this.#maxOfAKind);
    }
  }
}

export function hasFailed({ outcome }: Pick<RunEntry, "outcome">): boolean {
  return outcome === "failed" || outcome === "retry" || outcome === "cancelled";
}

export function toEntry({ failure, ...run }: RunRecord): RunEntry {
  return { ...run, error: failure?.message ?? "" };
}
