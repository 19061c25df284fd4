import { failure } from "../../kernel/errors/failure.ts";
import type { RunRecord } from "../../telemetry/run-record.ts";
import type { RawMessage } from "../../triggers/queue/open.ts";
import type { Verdict } from "../../triggers/queue/settlement.ts";
import type { KeyedSpec } from "../admission/event-key.ts";
import { storeWaiting } from "../failures/keep-record.ts";
import { type MountedFlow, mounted } from "../mount/mount.ts";
import type { Context } from "../pipeline/context.ts";
import type { Environment } from "../pipeline/environment.ts";
import { execute } from "../pipeline/execution.ts";
import { awayDelaySeconds } from "../stores/store-away.ts";
import { type DeferredEnd, type DeferredEvent, deferredSpec, deferredTrigger } from "./deferred-trigger.ts";
import { endFailed, endLost, tellCaller } from "./end-run.ts";
import type { Deferred } from "./envelope.ts";
import { openOwnMessage } from "./open-message.ts";
import { readEnd } from "./status.ts";

export interface DeferredScope {
  readonly flows: readonly MountedFlow[];
  readonly environment: Environment;
  readonly context: Context;
  readonly queue: string;
  /** When the batch ends; milliseconds since the epoch. */
  readonly guardAtMs: number;
  readonly records: RunRecord[];
}

/** Runs one message of the gateway's own queue, notes for its caller how it ended, and keeps what failed for good. Never rejects. */
export async function consumeDeferred(
  message: RawMessage,
  _signal: AbortSignal,
  scope: DeferredScope,
): Promise<Verdict> {
  const { environment, queue } = scope;
  const { id, attempts, body } = message;
  const later: Verdict = { kind: "retry", delaySeconds: awayDelaySeconds(attempts) };
  const end = { environment, queue, message };
  try {
    const opened = await openOwnMessage(body, queue, environment);
    switch (opened.kind) {
      case "run": {
        const verdict = await runOnce(opened.deferred, message, scope);
        if (verdict.kind === "ack") await opened.release();
        return verdict;
      }
      case "failure":
        await storeWaiting(opened, environment);
        return { kind: "ack" };
      case "lost":
        return !opened.run || (await endLost(opened.run, opened.failure, end)) ? { kind: "ack" } : later;
      case "stranger": {
        const { code, message: text } = failure("MSG102");
        environment.log.error(
          { code, queue, message_id: id, attempts },
          `${text}: it is no deferred run of this gateway`,
        );
        return later;
      }
    }
  } catch (err) {
    const fields = { err, queue, message_id: id, attempts, delay_seconds: later.delaySeconds };
    environment.log.error(fields, "a deferred run was not read or settled; it comes again");
    return later;
  }
}

async function runOnce(deferred: Deferred, message: RawMessage, scope: DeferredScope): Promise<Verdict> {
  const { environment, queue } = scope;
  const { flow: name, metadata } = deferred.invocation;
  const { ledger } = environment;
  // Another message of the same run, or this one whose ack was lost.
  if (ledger && (await readEnd(metadata.labels["flow.run_id"], ledger)) !== undefined) return { kind: "ack" };
  const flow = scope.flows.find((mountedFlow) => mountedFlow.flow.name === name);
  // A version that has it may come back; the dead-letter queue ends what waits in vain.
  if (!flow) return { kind: "retry", delaySeconds: awayDelaySeconds(message.attempts) };
  const { outcome, settlement } = await runDeferred({ deferred, message }, flow, scope);
  if (settlement.kind === "retry") return settlement;
  if (settlement.kind === "ack") await tellCaller(deferred, outcome, environment);
  else if (!(await endFailed(deferred, settlement.failure, { environment, queue, message }))) {
    return { kind: "retry", delaySeconds: awayDelaySeconds(message.attempts) };
  }
  return { kind: "ack" };
}

function runDeferred(
  raw: DeferredEvent,
  flow: MountedFlow,
  { environment, context, queue, guardAtMs, records }: DeferredScope,
): Promise<DeferredEnd> {
  const { trigger } = raw.deferred.invocation;
  const origin = flow.triggers.find((at) => at.trigger === trigger)?.spec as KeyedSpec | undefined;
  return execute({
    trigger: deferredTrigger,
    flow,
    mounted: mounted(flow.flow, flow.plan, trigger, deferredSpec(origin)),
    raw,
    environment,
    wallAtMs: guardAtMs,
    facts: { place: queue, dueAtMs: raw.message.timestamp.getTime() },
    ended: (record) => records.push(record),
    waitUntil: (work) => context.waitUntil(work),
  });
}
