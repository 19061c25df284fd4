import { v7 as uuidv7 } from "uuid";
import { platformClock, within } from "../../base/waiting.ts";
import { checkIn } from "../../capabilities/queue/claim-check.ts";
import type { KeepScope } from "../pipeline/failure-keeper.ts";
import { boundQueue, boundRecords } from "../stores/bound.ts";
import { boundBlobs } from "../stores/bound-blobs.ts";
import type { FailureRecord } from "../stores/failure-record.ts";
import { boundSeals } from "../stores/ledger-secrets.ts";
import { sealFailure } from "../stores/sealed-failure.ts";
import { awayDelaySeconds } from "../stores/store-away.ts";
import { storeFailure } from "./store-failure.ts";

/** Whatever waits for a store would wait for ever where it does not answer. */
const MAX_ANSWER_MS = 10_000;

/**
 * Keeps a failure for people. While its store does not answer it goes to the gateway's own queue, if there is one, which
 * brings it again until the store is back. False where it could not be kept; never rejects.
 */
export async function keepRecord(record: FailureRecord, scope: KeepScope): Promise<boolean> {
  const records = boundRecords(scope.env);
  if (!records) return false;
  try {
    await within(platformClock, MAX_ANSWER_MS, storeFailure(record, { records, blobs: boundBlobs(scope.env) }));
    return true;
  } catch (err) {
    const waits = await sendOn(record, scope);
    const { flow, runId, code } = record;
    const fields = { err, flow, run_id: runId, failure_code: code, waits_in_queue: waits };
    scope.log.error(fields, "a failure was not stored");
    return waits;
  }
}

/** Stores a failure that has waited in a queue. Rejects while its store does not answer, or is not bound. */
export async function storeWaiting(
  { record, release }: { readonly record: FailureRecord; readonly release: () => Promise<void> },
  { env }: Pick<KeepScope, "env">,
): Promise<void> {
  const records = boundRecords(env);
  if (!records) throw new Error("RECORDS is not bound to keep a failure");
  await storeFailure(record, { records, blobs: boundBlobs(env) });
  await release();
}

async function sendOn(record: FailureRecord, { env, ledger, log }: KeepScope): Promise<boolean> {
  const seals = boundSeals({ ledger, env });
  const queue = boundQueue(env);
  if (!(seals && queue)) return false;
  try {
    const checked = await checkIn(await sealFailure(record, seals), { blobs: boundBlobs(env), newId: uuidv7 });
    if (!checked.ok) throw new Error(checked.failure.message, { cause: checked.failure.cause });
    await within(platformClock, MAX_ANSWER_MS, queue.send(checked.value, { delaySeconds: awayDelaySeconds(1) }));
    return true;
  } catch (err) {
    log.error({ err, flow: record.flow }, "nor could it be sent to wait for its store");
    return false;
  }
}
