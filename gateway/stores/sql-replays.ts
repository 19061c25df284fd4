import type { LocalSql } from "../../telemetry/local-store.ts";
import type { StoredFailure } from "./failure-record.ts";
import { firstRow } from "./sql.ts";
import type { SqlFailures } from "./sql-failures.ts";

export interface ReplayTerms {
  /** Of the run that the replay is going to be. */
  readonly runId: string;
  /** Milliseconds after which a replay that was not heard of again holds its failure no longer. */
  readonly leaseMs: number;
  /** Also of a failure that a replay has completed. */
  readonly force: boolean;
}

export type ReplayClaim =
  | { readonly kind: "claimed"; readonly failure: StoredFailure }
  /** Another replay is at it. */
  | { readonly kind: "running"; readonly runId: string; readonly retryAfterMs: number }
  /** A replay has completed it. */
  | { readonly kind: "replayed"; readonly runId: string | undefined }
  | { readonly kind: "unknown" };

const TAKE = `
  INSERT INTO replays (failure_id, run_id, held_until_ms) VALUES (?, ?, ?)
  ON CONFLICT (failure_id) DO UPDATE SET run_id = excluded.run_id, held_until_ms = excluded.held_until_ms`;

/** Who replays which failure. Each method is one synchronous piece, so that of many replays at once one begins. */
export class SqlReplays {
  readonly #sql: LocalSql;
  readonly #failures: SqlFailures;
  readonly #now: () => number;

  /** On the tables of `failures`. */
  constructor(sql: LocalSql, failures: SqlFailures, now: () => number) {
    this.#sql = sql;
    this.#failures = failures;
    this.#now = now;
  }

  claim(id: string, { runId, leaseMs, force }: ReplayTerms): ReplayClaim {
    const failure = this.#failures.find(id);
    if (!failure) return { kind: "unknown" };
    const held = firstRow(this.#sql, "SELECT run_id, held_until_ms FROM replays WHERE failure_id = ?", id);
    const leftMs = Number(held?.held_until_ms ?? 0) - this.#now();
    if (held && leftMs > 0) return { kind: "running", runId: String(held.run_id), retryAfterMs: leftMs };
    if (failure.replayOutcome === "completed" && !force) return { kind: "replayed", runId: failure.replayRunId };
    this.#sql.exec(TAKE, id, runId, this.#now() + leaseMs);
    return { kind: "claimed", failure };
  }

  /**
   * Notes what a replay came to, and lets its failure go; with undefined nothing ran. A replay that lost its claim to
   * another one does not take back what that one completed. False if the record is gone.
   */
  settle(id: string, runId: string, outcome: string | undefined): boolean {
    const found = this.#failures.find(id);
    if (!found) return false;
    const isHolder = found.replayRunId === runId;
    if (isHolder) this.#sql.exec("UPDATE replays SET held_until_ms = 0 WHERE failure_id = ?", id);
    if (outcome !== undefined && (isHolder || found.replayOutcome !== "completed"))
      this.#failures.replayed(id, outcome);
    return true;
  }
}
