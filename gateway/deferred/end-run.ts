import type { Failure } from "../../kernel/errors/failure.ts";
import type { Outcome } from "../../kernel/outcome.ts";
import type { RawMessage } from "../../triggers/queue/open.ts";
import { keepRecord } from "../failures/keep-record.ts";
import { payloadOf } from "../failures/store-failure.ts";
import type { Environment } from "../pipeline/environment.ts";
import { boundRecords } from "../stores/bound.ts";
import { failureOf } from "../stores/failure-record.ts";
import type { Deferred } from "./envelope.ts";
import type { RunName } from "./open-message.ts";
import { closeStatus } from "./status.ts";

export interface EndScope {
  readonly environment: Environment;
  readonly queue: string;
  readonly message: RawMessage;
}

/** The caller may ask once a run has ended. Rejects when the ledger does not answer. */
export async function tellCaller(
  { token, invocation }: Deferred,
  outcome: Outcome,
  { ledger }: Environment,
): Promise<void> {
  const runId = invocation.metadata.labels["flow.run_id"];
  if (ledger) await closeStatus(runId, token, outcome, ledger);
}

/**
 * Keeps a run that failed for good, and tells its caller. False where its store does not take it, nor a queue; without
 * RECORDS there is nothing to keep it in, and the caller is told all the same.
 */
export async function endFailed(deferred: Deferred, cause: Failure, scope: EndScope): Promise<boolean> {
  const { environment, message, queue } = scope;
  const { flow, trigger, payload, metadata } = deferred.invocation;
  const { "flow.run_id": runId, "flow.version": version, "flow.traceparent": traceparent } = metadata.labels;
  const event = {
    ...{ flow, trigger, version, runId, traceparent },
    place: queue,
    eventId: metadata.labels["flow.event_id"],
    // Two callers may have chosen one key.
    identity: runId,
    ...timesOf(message),
    payload: payloadOf(payload),
  };
  if (!(await kept(event, cause, scope))) return false;
  await tellCaller(deferred, { kind: "failed", failure: cause }, environment);
  return true;
}

/** The same for a run of which the message says no more than its name. */
export async function endLost({ flow, trigger, runId }: RunName, cause: Failure, scope: EndScope): Promise<boolean> {
  const { environment, message, queue } = scope;
  const payload = { kind: "omitted" } as const;
  const event = { ...{ flow, trigger, runId }, place: queue, eventId: runId, ...timesOf(message), payload };
  if (!(await kept(event, cause, scope))) return false;
  if (environment.ledger) await closeStatus(runId, "", { kind: "failed", failure: cause }, environment.ledger);
  return true;
}

async function kept(
  event: Parameters<typeof failureOf>[0],
  cause: Failure,
  { environment, queue }: EndScope,
): Promise<boolean> {
  if (boundRecords(environment.env)) return keepRecord(await failureOf(event, cause), environment);
  const fields = { code: cause.code, flow: event.flow, run_id: event.runId, queue };
  environment.log.error(fields, "RECORDS is not bound to keep a deferred run that failed");
  return true;
}

const timesOf = ({ attempts, timestamp }: RawMessage) => ({
  attempts,
  firstAtMs: timestamp.getTime(),
  lastAtMs: Date.now(),
});
