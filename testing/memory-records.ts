import type { Records, RecordsObject } from "../gateway/stores/records.ts";
import { SqlFailures } from "../gateway/stores/sql-failures.ts";
import { SqlHistory } from "../gateway/stores/sql-history.ts";
import { SqlReplays } from "../gateway/stores/sql-replays.ts";
import { nodeSql } from "./node-sql.ts";

/** The records of all flows as their Durable Objects keep them, on Node's SQLite. */
export function memoryRecords(now: () => number = Date.now): Records {
  const objects = new Map<string, RecordsObject>();
  return (flow) => {
    const found = objects.get(flow) ?? openRecords(now);
    objects.set(flow, found);
    return found;
  };
}

function openRecords(now: () => number): RecordsObject {
  const sql = nodeSql();
  const failures = new SqlFailures(sql, now);
  const replays = new SqlReplays(sql, failures, now);
  const history = new SqlHistory(nodeSql());
  return {
    putFailure: async (record) => failures.put(record),
    findFailure: async (id) => failures.find(id),
    listFailures: async (filter, page) => failures.list(filter, page),
    countFailures: async (filter) => failures.count(filter),
    claimReplay: async (id, terms) => replays.claim(id, terms),
    settleReplay: async (id, runId, outcome) => replays.settle(id, runId, outcome),
    putRuns: async (runs) => {
      for (const run of runs) history.put(run);
    },
    findRun: async (runId) => history.find(runId),
    listRuns: async (filter, limit) => history.list(filter, limit),
  };
}
