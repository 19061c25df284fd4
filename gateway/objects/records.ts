import { DurableObject } from "cloudflare:workers";
import type { FailureRecord, StoredFailure } from "../stores/failure-record.ts";
import type { RecordsObject } from "../stores/records.ts";
import { type FailureFilter, type FailurePage, type Page, SqlFailures } from "../stores/sql-failures.ts";
import { type RunEntry, type RunFilter, SqlHistory } from "../stores/sql-history.ts";
import { type ReplayClaim, type ReplayTerms, SqlReplays } from "../stores/sql-replays.ts";

/** Failures and run history of one flow; see `recordsOf`. */
export class Records extends DurableObject implements RecordsObject {
  readonly #failures: SqlFailures;
  readonly #replays: SqlReplays;
  readonly #history: SqlHistory;

  constructor(ctx: DurableObjectState, env: unknown) {
    super(ctx, env as never);
    this.#failures = new SqlFailures(ctx.storage.sql, () => Date.now());
    this.#replays = new SqlReplays(ctx.storage.sql, this.#failures, () => Date.now());
    this.#history = new SqlHistory(ctx.storage.sql);
  }

  async putFailure(record: FailureRecord): Promise<void> {
    this.#failures.put(record);
    await this.#pruneDaily();
  }

  async findFailure(id: string): Promise<StoredFailure | undefined> {
    return this.#failures.find(id);
  }

  async listFailures(filter: FailureFilter, page: Page): Promise<FailurePage> {
    return this.#failures.list(filter, page);
  }

  async countFailures(filter: FailureFilter): Promise<number> {
    return this.#failures.count(filter);
  }

  async claimReplay(id: string, terms: ReplayTerms): Promise<ReplayClaim> {
    return this.#replays.claim(id, terms);
  }

  async settleReplay(id: string, runId: string, outcome: string | undefined): Promise<boolean> {
    return this.#replays.settle(id, runId, outcome);
  }

  async putRuns(runs: readonly RunEntry[]): Promise<void> {
    for (const run of runs) this.#history.put(run);
  }

  async findRun(runId: string): Promise<RunEntry | undefined> {
    return this.#history.find(runId);
  }

  async listRuns(filter: RunFilter, limit: number): Promise<readonly RunEntry[]> {
    return this.#history.list(filter, limit);
  }

  override async alarm(): Promise<void> {
    this.#failures.prune();
    this.#history.prune();
    if (this.#failures.count({}) > 0) await this.#pruneDaily();
  }

  async #pruneDaily(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + 86_400_000);
  }
}
