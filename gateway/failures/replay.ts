import type { Outcome } from "../../kernel/outcome.ts";
import type { Clock } from "../../kernel/ports.ts";
import { flowOfId, type StoredFailure } from "../stores/failure-record.ts";
import type { Records } from "../stores/records.ts";
import type { FailureFilter } from "../stores/sql-failures.ts";

export interface ReplayPorts {
  readonly records: Records;
  /** Runs the event of a failure again, as the run of that id; undefined when no such flow is mounted. */
  readonly launch: (record: StoredFailure, runId: string) => Promise<Outcome["kind"] | undefined>;
  /** The longest that `launch` takes, in milliseconds. */
  readonly guardMsOf: (flow: string) => number;
  readonly newId: () => string;
  readonly clock: Clock;
  /** Carries a replay that has begun to its end, though its caller leaves. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

export interface Replayed {
  readonly id: string;
  /**
   * What it came to; `not_mounted` when its flow is not there, `running` while another replay is at it, `replayed` when
   * one has completed it.
   */
  readonly result: Outcome["kind"] | "not_mounted" | "running" | "replayed";
  /** The run that it was; or the one that has it, or had it. */
  readonly runId?: string | undefined;
  readonly outcome?: Outcome["kind"];
  readonly retryAfterMs?: number;
}

/** Longer than the guard: the time to note what came of it. */
const LEASE_MARGIN_MS = 5_000;

/** Replays one failure, unless another replay is at it, or has completed it and `force` is not given. Undefined: no such id. */
export async function replayOne(id: string, force: boolean, ports: ReplayPorts): Promise<Replayed | undefined> {
  const flow = flowOfId(id);
  return flow === undefined ? undefined : replay({ id, flow, force }, ports);
}

interface Wanted {
  readonly id: string;
  readonly flow: string;
  readonly force: boolean;
}

function replay(wanted: Wanted, ports: ReplayPorts): Promise<Replayed | undefined> {
  const work = claimed(wanted, ports);
  ports.waitUntil(work.catch(() => undefined));
  return work;
}

async function claimed({ id, flow, force }: Wanted, ports: ReplayPorts): Promise<Replayed | undefined> {
  const object = ports.records(flow);
  const runId = ports.newId();
  const leaseMs = ports.guardMsOf(flow) + LEASE_MARGIN_MS;
  const claim = await object.claimReplay(id, { runId, leaseMs, force });
  switch (claim.kind) {
    case "unknown":
      return undefined;
    case "running":
      return { id, result: "running", runId: claim.runId, retryAfterMs: claim.retryAfterMs };
    case "replayed":
      return { id, result: "replayed", runId: claim.runId };
    case "claimed": {
      const outcome = await ports.launch(claim.failure, runId);
      // A replay whose run was done before, and died before it was noted, has completed its failure all the same.
      await object.settleReplay(id, runId, outcome === "duplicate" ? "completed" : outcome);
      return outcome === undefined ? { id, result: "not_mounted" } : { id, result: outcome, runId, outcome };
    }
  }
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

/**
 * Replays open failures of a flow one after the other, newest first, no faster than asked. Those that another replay has,
 * or has completed meanwhile, are passed over.
 */
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
  for (const { id } of page.failures) {
    const startedAtMs = ports.clock.now();
    const one = await replay({ id, flow, force: false }, ports);
    if (one) replayed.push(one);
    await until(ports.clock, startedAtMs + 1_000 / perSecond);
  }
  return { matched, replayed, cursor: page.cursor };
}

function until(clock: Clock, atMs: number): Promise<void> {
  const delayMs = atMs - clock.now();
  return delayMs <= 0 ? Promise.resolve() : new Promise((resolve) => void clock.after(delayMs, resolve));
}
