import { checkOut } from "../../capabilities/queue/claim-check.ts";
import { failure } from "../../kernel/errors/failure.ts";
import type { RunRecord } from "../../telemetry/run-record.ts";
import type { RawMessage } from "../../triggers/queue/open.ts";
import type { Verdict } from "../../triggers/queue/settlement.ts";
import { failureId, payloadOf, storeFailure } from "../failures/store-failure.ts";
import { type MountedFlow, mounted } from "../mount/mount.ts";
import type { Context } from "../pipeline/context.ts";
import type { Environment } from "../pipeline/environment.ts";
import { execute } from "../pipeline/execution.ts";
import { boundRecords } from "../stores/bound.ts";
import { boundBlobs } from "../stores/bound-blobs.ts";
import { DEFERRED_SPEC, type Deferred, type DeferredEnd, deferredOf, deferredTrigger } from "./deferred-trigger.ts";
import { closeStatus } from "./status.ts";

export interface DeferredScope {
  readonly flows: readonly MountedFlow[];
  readonly environment: Environment;
  readonly context: Context;
  readonly queue: string;
  /** When the batch ends; milliseconds since the epoch. */
  readonly guardAtMs: number;
  readonly records: RunRecord[];
}

/** Runs one message of the gateway's own queue, notes for its caller how it ended, and keeps what failed for good. */
export async function consumeDeferred(
  message: RawMessage,
  signal: AbortSignal,
  scope: DeferredScope,
): Promise<Verdict> {
  const { environment } = scope;
  const out = await checkOut(message.body, boundBlobs(environment.env));
  if (out.kind === "failed") return { kind: "retry" };
  const deferred = deferredOf(out.kind === "loaded" ? out.body : message.body);
  const flow = scope.flows.find(({ flow: { name } }) => name === deferred?.invocation.flow);
  if (!(deferred && flow)) return refuse(message, scope);
  const end = await runDeferred({ deferred, flow, message, signal }, scope);
  if (end.settlement.kind === "retry") return end.settlement;
  const kept = end.settlement.kind === "ack" || (await keep(deferred, end, message, scope));
  if (!kept) return { kind: "retry" };
  await tellCaller(deferred, end, environment);
  if (out.kind === "loaded") await out.release();
  return { kind: "ack" };
}

interface DeferredRun {
  readonly deferred: Deferred;
  readonly flow: MountedFlow;
  readonly message: RawMessage;
  readonly signal: AbortSignal;
}

function runDeferred({ deferred, flow, message, signal }: DeferredRun, scope: DeferredScope): Promise<DeferredEnd> {
  const { environment, context, queue, guardAtMs, records } = scope;
  const { trigger } = deferred.invocation;
  return execute({
    trigger: deferredTrigger,
    flow,
    mounted: mounted(flow.flow, flow.plan, trigger, DEFERRED_SPEC),
    raw: { deferred, message },
    environment,
    wallAtMs: guardAtMs,
    signal,
    facts: { place: queue, dueAtMs: message.timestamp.getTime() },
    ended: (record) => records.push(record),
    waitUntil: (work) => context.waitUntil(work),
  });
}

/** The caller may ask once the work is settled; if that cannot be noted, the run stays `pending` for it. */
async function tellCaller(
  { token, invocation }: Deferred,
  { outcome }: DeferredEnd,
  environment: Environment,
): Promise<void> {
  const runId = invocation.metadata.labels["flow.run_id"];
  const { ledger, log } = environment;
  if (!ledger) return;
  try {
    await closeStatus(runId, token, outcome, ledger);
  } catch (err) {
    log.error({ err, run_id: runId }, "the status of a deferred run was not stored");
  }
}

async function keep(
  { invocation }: Deferred,
  { settlement }: DeferredEnd,
  message: RawMessage,
  { environment, queue }: DeferredScope,
): Promise<boolean> {
  const records = boundRecords(environment.env);
  if (!records || settlement.kind !== "dead_letter") return true;
  const { flow, trigger, payload, metadata } = invocation;
  const { code, message: error, retry, details = {} } = settlement.failure;
  const eventId = metadata.labels["flow.event_id"];
  const record = {
    id: await failureId({ flow, trigger, eventId }),
    flow,
    version: metadata.labels["flow.version"],
    trigger,
    place: queue,
    eventId,
    code,
    class: retry,
    error,
    details,
    node: typeof details.node === "string" ? details.node : undefined,
    attempts: message.attempts,
    firstAtMs: message.timestamp.getTime(),
    lastAtMs: Date.now(),
    runId: metadata.labels["flow.run_id"],
    traceparent: metadata.labels["flow.traceparent"],
    payload: payloadOf(payload),
  };
  try {
    await storeFailure(record, { records, blobs: boundBlobs(environment.env) });
    return true;
  } catch (err) {
    environment.log.error({ err, flow }, "a failure was not stored");
    return false;
  }
}

function refuse({ id, attempts }: RawMessage, { environment, queue }: DeferredScope): Verdict {
  const { code, message: text } = failure("MSG102");
  environment.log.error({ code, queue, message_id: id, attempts }, text);
  return { kind: "retry" };
}
