import type { Outcome } from "../../kernel/outcome.ts";
import type { Clock } from "../../kernel/ports.ts";
import { flowOfId, type StoredFailure } from "../stores/failure-record.ts";
import type { Records } from "../stores/records.ts";
import type { FailureFilter } from "../stores/sql-failures.ts";

export interface Launched {
  readonly runId: string;
  readonly outcome: Outcome["kind"];
}

export interface ReplayPorts {
  readonly records: Records;
  /** Runs the event of a failure again; undefined when no such flow is mounted. */
  readonly launch: (record: StoredFailure) => Promise<Launched | undefined>;
  readonly clock: Clock;
}

export interface Replayed extends Partial<Launched> {
  readonly id: string;
  /** What it came to; `not_mounted` when its flow is not there. */
  readonly result: Outcome["kind"] | "not_mounted";
}

/** Replays one failure; undefined for an id that there is none of. */
export async function replayOne(id: string, ports: ReplayPorts): Promise<Replayed | undefined> {
  const flow = flowOfId(id);
  const record = flow === undefined ? undefined : await ports.records(flow).findFailure(id);
  return record && replay(record, ports);
}

async function replay(record: StoredFailure, { records, launch }: ReplayPorts): Promise<Replayed> {
  const { id, flow } = record;
  const launched = await launch(record);
  if (!launched) return { id, result: "not_mounted" };
  await records(flow).markReplayed(id, launched.outcome);
  return { id, result: launched.outcome, ...launched };
}

export interface BulkReplay {
  readonly flow: string;
  /** Only open ones are replayed, whatever it says. */
  readonly filter: FailureFilter;
  /** At most so many in this call. */
  readonly limit: number;
  /** Starts per second. */
  readonly perSecond: number;
  readonly dryRun: boolean;
  readonly cursor?: string | undefined;
}

export interface BulkReplayed {
  /** All open failures that the filter takes, those of other pages among them. */
  readonly matched: number;
  /** In a dry run: what would be replayed, without results. */
  readonly replayed: readonly (Replayed | { readonly id: string })[];
  /** Where the next call goes on; undefined at the end. */
  readonly cursor: string | undefined;
}

/** Replays open failures of a flow one after the other, newest first, no faster than asked. */
export async function replayMany(bulk: BulkReplay, ports: ReplayPorts): Promise<BulkReplayed> {
  const { flow, limit, perSecond, dryRun, cursor } = bulk;
  const filter = { ...bulk.filter, open: true };
  const object = ports.records(flow);
  const [matched, page] = await Promise.all([
    object.countFailures(filter),
    object.listFailures(filter, { limit, cursor }),
  ]);
  if (dryRun) return { matched, replayed: page.failures.map(({ id }) => ({ id })), cursor: page.cursor };
  const replayed: Replayed[] = [];
  for (const record of page.failures) {
    const startedAtMs = ports.clock.now();
    replayed.push(await replay(record, ports));
    await until(ports.clock, startedAtMs + 1_000 / perSecond);
  }
  return { matched, replayed, cursor: page.cursor };
}

function until(clock: Clock, atMs: number): Promise<void> {
  const delayMs = atMs - clock.now();
  return delayMs <= 0 ? Promise.resolve() : new Promise((resolve) => void clock.after(delayMs, resolve));
}
