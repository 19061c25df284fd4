import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import type { Log } from "../../telemetry/log.ts";
import type { RunRecord } from "../../telemetry/run-record.ts";

/** What keeping a failure may reach. */
export interface KeepScope {
  readonly env: Readonly<Record<string, unknown>>;
  readonly ledger: DedupeStore | undefined;
  readonly log: Log;
}

/** Keeps a run that failed for good, with what it was given. False if it could not. Never rejects. */
export type KeepFailure = (run: RunRecord, payload: unknown, scope: KeepScope) => Promise<boolean>;
