import type { ObjectNamespace } from "../../base/bindings.ts";
import type { FailureRecord, StoredFailure } from "./failure-record.ts";
import type { FailureFilter, FailurePage, Page } from "./sql-failures.ts";
import type { RunEntry, RunFilter } from "./sql-history.ts";
import type { ReplayClaim, ReplayTerms } from "./sql-replays.ts";

/** What is kept of one flow for people: its failures and its last runs. Bounded; see docs/storage.md. */
export interface RecordsObject {
  putFailure(record: FailureRecord): Promise<void>;
  findFailure(id: string): Promise<StoredFailure | undefined>;
  listFailures(filter: FailureFilter, page: Page): Promise<FailurePage>;
  countFailures(filter: FailureFilter): Promise<number>;
  /** Takes a failure for one replay. */
  claimReplay(id: string, terms: ReplayTerms): Promise<ReplayClaim>;
  /** Notes what a replay came to, and lets its failure go; see `SqlReplays`. */
  settleReplay(id: string, runId: string, outcome: string | undefined): Promise<boolean>;
  putRuns(runs: readonly RunEntry[]): Promise<void>;
  findRun(runId: string): Promise<RunEntry | undefined>;
  listRuns(filter: RunFilter, limit: number): Promise<readonly RunEntry[]>;
}

/** By flow: one object each, so that flows do not queue behind each other. */
export type Records = (flow: string) => RecordsObject;

/** Stands for the flow of a message that names none. */
export const NO_FLOW = "unknown";

export function recordsOf(namespace: ObjectNamespace<RecordsObject>): Records {
  return (flow) => namespace.getByName(`flow/${flow}`);
}
