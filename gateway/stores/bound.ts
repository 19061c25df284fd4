import { hasMethods, isObjectNamespace, type ObjectNamespace } from "../../base/bindings.ts";
import { ledgerOf } from "../../capabilities/dedupe/ledger-of.ts";
import type { DedupeStore } from "../../capabilities/dedupe/store.ts";
import { type Records, type RecordsObject, recordsOf } from "./records.ts";

/** One rate, counted in one place for all isolates. */
export interface RateObject {
  /** Milliseconds until the next permit; 0 means that one was taken. */
  take(qps: number, burst: number): Promise<number>;
}

type Env = Readonly<Record<string, unknown>>;

/** The gateway's own bindings. Each may be absent: then what needs it is off, or says so. */
export function boundLedger({ LEDGER }: Env): DedupeStore | undefined {
  return isObjectNamespace<DedupeStore>(LEDGER) ? ledgerOf(LEDGER) : undefined;
}

export function boundRecords({ RECORDS }: Env): Records | undefined {
  return isObjectNamespace<RecordsObject>(RECORDS) ? recordsOf(RECORDS) : undefined;
}

/** The queue that the gateway sends to itself by. */
export function boundQueue({ FLOWGATE_QUEUE }: Env): Pick<Queue, "send"> | undefined {
  return hasMethods(FLOWGATE_QUEUE, ["send"]) ? (FLOWGATE_QUEUE as Pick<Queue, "send">) : undefined;
}

export function boundRates({ RATES }: Env): ObjectNamespace<RateObject> | undefined {
  return isObjectNamespace<RateObject>(RATES) ? RATES : undefined;
}
