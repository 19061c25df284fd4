import { platformClock } from "../../base/waiting.ts";
import { failure } from "../../kernel/errors/failure.ts";
import { fail } from "../../kernel/result.ts";
import type { RunRecord } from "../../telemetry/run-record.ts";
import type { Report } from "../../telemetry/sink.ts";
import type { QueueTrigger } from "../../triggers/queue/author.ts";
import { partitions } from "../../triggers/queue/partition.ts";
import type { QueueProvider } from "../../triggers/queue/provider.ts";
import type { Verdict } from "../../triggers/queue/settlement.ts";
import type { Mounted } from "../../triggers/trigger.ts";
import type { BatchScope, Consume, OpenBody } from "../features/feature.ts";
import { DEFAULT_CONCURRENCY, LIMITS, MARGIN_MS } from "../limits.ts";
import { type MountedFlow, mountedOf } from "../mount/mount.ts";
import { type Context, tell } from "../pipeline/context.ts";
import { type Environment, withClock } from "../pipeline/environment.ts";
import { execute } from "../pipeline/execution.ts";
import { sharedClock } from "../pipeline/shared-clock.ts";
import { runBatch } from "./batch.ts";
import { bodiesAsSent, bodiesFor } from "./bodies.ts";
import { keepDead } from "./send-dead-letter.ts";

interface Consumer {
  readonly flow: MountedFlow;
  readonly mounted: Mounted<QueueTrigger>;
}

interface QueueParts {
  readonly report: Report;
  readonly environmentOf: (env: object) => Environment;
  /** Queues that features consume, by name. */
  readonly consumers: Readonly<Record<string, Consume>>;
  /** Likewise, of those that the gateway itself sends to. */
  readonly ownConsumers: Readonly<Record<string, Consume>>;
  readonly openBody: OpenBody | undefined;
}

/**
 * Consumes queues: one run per message, each settled on its own. Never rejects, as the platform would then bring the
 * whole batch again.
 */
export function createQueue(
  flows: readonly MountedFlow[],
  { report, environmentOf, consumers: others, ownConsumers, openBody }: QueueParts,
): (batch: MessageBatch, env: object, context: Context) => Promise<void> {
  const consumers = new Map(
    mountedOf<QueueTrigger>(flows, "queue").map(({ flow, mounted }) => [
      mounted.spec.queue,
      { flow, mounted: { ...mounted, spec: heldAsLongAsSeen(mounted.spec) } },
    ]),
  );
  return async (batch, env, context) => {
    const environment = withClock(environmentOf(env), sharedClock(platformClock));
    const consumer = consumers.get(batch.queue);
    const guardAtMs = platformClock.now() + LIMITS.queueWallMs - MARGIN_MS;
    const records: RunRecord[] = [];
    const { queue, messages } = batch;
    const scope: BatchScope = { environment, context, queue, batchSize: messages.length, guardAtMs, records };
    const own = consumer || !Object.hasOwn(ownConsumers, queue) ? undefined : ownConsumers[queue];
    const other = Object.hasOwn(others, queue) ? others[queue] : undefined;
    const consume = consumer ? runMessage(consumer) : (other ?? refuse);
    const bodies = own ? bodiesAsSent(own) : bodiesFor(consume, openBody);
    await runBatch(messages, {
      concurrency: consumer?.mounted.spec.concurrency ?? DEFAULT_CONCURRENCY,
      keyOf: consumer && partitions(consumer.mounted.spec),
      guardAtMs,
      clock: platformClock,
      run: (message, signal) => bodies.take(message, signal, scope),
      settle: (message, verdict) => {
        settle(message, verdict, environment);
        bodies.settled(message, verdict, scope);
      },
    });
    tell(report, records, environment, context);
  };
}

/** A run may hold its message as long as no other delivery sees it, and no longer. */
function heldAsLongAsSeen(spec: QueueTrigger): QueueTrigger {
  const { timeoutMs, visibilityTimeoutMs } = spec;
  if (visibilityTimeoutMs === undefined) return spec;
  return { ...spec, timeoutMs: Math.min(timeoutMs ?? visibilityTimeoutMs, visibilityTimeoutMs) };
}

function runMessage({ flow, mounted }: Consumer): Consume {
  const { trigger } = mounted.spec.provider as QueueProvider;
  return async (message, _signal, scope, unreadable) => {
    const { environment, context, batchSize, guardAtMs, records } = scope;
    let run: RunRecord | undefined;
    const settlement = await execute({
      trigger: unreadable ? { ...trigger, open: () => fail(unreadable) } : trigger,
      flow,
      mounted,
      raw: message,
      environment,
      wallAtMs: guardAtMs,
      facts: { place: mounted.spec.queue, dueAtMs: message.timestamp.getTime(), batchSize },
      ended: (record) => {
        run = record;
        records.push(record);
      },
      waitUntil: (work) => context.waitUntil(work),
    });
    if (settlement.kind !== "dead_letter") return settlement;
    return keepDead({ message, mounted, failure: settlement.failure, environment, run });
  };
}

/** A queue that no flow consumes: bound by mistake. Its messages go the platform's way, bounded by `max_retries`. */
function refuse(message: Message, _signal: AbortSignal, { queue, environment }: BatchScope): Verdict {
  const { code, message: text } = failure("MSG102");
  const fields = { code, queue, message_id: message.id, attempts: message.attempts };
  environment.log.error(fields, `${text}: queue ${queue}`);
  return { kind: "retry" };
}

function settle(message: Message, verdict: Verdict, { log }: Environment): void {
  try {
    if (verdict.kind === "ack") message.ack();
    else message.retry(verdict.delaySeconds === undefined ? {} : { delaySeconds: verdict.delaySeconds });
  } catch (error) {
    log.error({ err: error, message_id: message.id }, "a message could not be settled; the platform brings it again");
  }
}
