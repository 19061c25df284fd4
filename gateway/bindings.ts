import type { BlobStore, MemoryBlob } from "../capabilities/blob/store.ts";
import { isR2Bucket, workersBlob } from "../capabilities/blob/workers.ts";
import { isMemory } from "../capabilities/capability.ts";
import type { ShardNamespace } from "./ledger/ledger-of.ts";
import type { RateObject } from "./rate/limiter.ts";
import { type Records, type RecordsObject, recordsOf } from "./records.ts";

type Env = Readonly<Record<string, unknown>>;

/** The gateway's own bindings. Each may be absent: then what needs it is off, or says so. */
export function boundRecords({ RECORDS }: Env): Records | undefined {
  return isNamespace<RecordsObject>(RECORDS) ? recordsOf(RECORDS) : undefined;
}

export function boundRates({ RATES }: Env): ShardNamespace<RateObject> | undefined {
  return isNamespace<RateObject>(RATES) ? RATES : undefined;
}

/** A bucket, or memory in its place. */
export function boundBlobs({ FLOWGATE_BLOBS: bound }: Env): BlobStore | undefined {
  if (isMemory<MemoryBlob>(bound, "blob")) return bound;
  return isR2Bucket(bound) ? workersBlob(bound, { resource: "FLOWGATE_BLOBS" }) : undefined;
}

function isNamespace<Shard>(bound: unknown): bound is ShardNamespace<Shard> {
  return typeof bound === "object" && bound !== null && "getByName" in bound;
}
