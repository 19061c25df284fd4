import { memoryLimiter } from "../../kernel/run/limiter.ts";
import type { RunRecord } from "../../telemetry/run-record.ts";
import type { Sink } from "../../telemetry/sink.ts";
import { boundRecords } from "../stores/bound.ts";
import type { Records } from "../stores/records.ts";
import { hasFailed, toEntry } from "../stores/sql-history.ts";

/** Above these, per flow and isolate, runs are left out: history is for people, the data points count all. */
const RATES = { success: { qps: 2, burst: 20 }, failure: { qps: 20, burst: 200 } } as const;

/**
 * Keeps the last runs of each flow where `RECORDS` is bound; what their events brought only where the variable
 * FLOWGATE_HISTORY_PAYLOADS is `on`.
 */
export function historySink(now: () => number = Date.now): Sink {
  const limiter = memoryLimiter();
  const isKept = (run: RunRecord): boolean => {
    const kind = hasFailed(run) ? "failure" : "success";
    return limiter.take({ key: `${kind}/${run.flow}`, ...RATES[kind], binding: undefined }, now()) === 0;
  };
  return {
    name: "history",
    payloads: (env) => env.FLOWGATE_HISTORY_PAYLOADS === "on" && boundRecords(env) !== undefined,
    // Not async itself: where nothing is bound it must cost nothing.
    write: (runs, { env }) => {
      const records = boundRecords(env);
      const kept = records ? runs.filter(isKept) : [];
      return records && kept.length > 0 ? putRuns(records, kept) : undefined;
    },
  };
}

async function putRuns(records: Records, runs: readonly RunRecord[]): Promise<void> {
  const byFlow = Map.groupBy(runs, ({ flow }) => flow);
  await Promise.all([...byFlow].map(([flow, kept]) => records(flow).putRuns(kept.map(toEntry))));
}
