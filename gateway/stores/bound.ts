import type { ShardNamespace } from "../../capabilities/dedupe/ledger-of.ts";
import { type Records, type RecordsObject, recordsOf } from "./records.ts";

/** One rate, counted in one place for all isolates. */
export interface RateObject {
  /** Milliseconds until the next permit; 0 means that one was taken. */
  take(qps: number, burst: number): Promise<number>;
}

type Env = Readonly<Record<string, unknown>>;

/** The gateway's own bindings. Each may be absent: then what needs it is off, or says so. */
export function boundRecords({ RECORDS }: Env): Records | undefined {
  return isNamespace<RecordsObject>(RECORDS) ? recordsOf(RECORDS) : undefined;
}

export function boundRates({ RATES }: Env): ShardNamespace<RateObject> | undefined {
  return isNamespace<RateObject>(RATES) ? RATES : undefined;
}

function isNamespace<Shard>(bound: unknown): bound is ShardNamespace<Shard> {
  return typeof bound === "object" && bound !== null && "getByName" in bound;
}
