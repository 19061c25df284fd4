import { v7 as uuidv7 } from "uuid";
import { atMost, platformClock } from "../../base/waiting.ts";
import type { TriggerSpec } from "../../kernel/author/trigger.ts";
import type { CancelSignal } from "../../kernel/cancel.ts";
import { failure } from "../../kernel/errors/failure.ts";
import type { Invocation } from "../../kernel/invocation.ts";
import { type Late, lateOf, type Outcome } from "../../kernel/outcome.ts";
import {
  type Ended,
  identify,
  type RunFacts,
  type RunIdentity,
  type RunRecord,
  runRecord,
} from "../../telemetry/run-record.ts";
import type { Trace } from "../../telemetry/run-trace.ts";
import { shownPayload } from "../../telemetry/shown-payload.ts";
import type { StepLog } from "../../telemetry/step-log.ts";
import type { Birth, Mounted, Trigger } from "../../triggers/trigger.ts";
import type { KeyedSpec } from "../admission/event-key.ts";
import { runOnce } from "../admission/run-once.ts";
import { CARRY_MS, LIMITS } from "../limits.ts";
import type { MountedFlow } from "../mount/mount.ts";
import { deadlineAt } from "./deadline.ts";
import type { Environment } from "./environment.ts";
import { startTraced, type TracedRun, tracedRun } from "./traced-run.ts";

export interface CallerSignal extends CancelSignal {
  /** From here on a caller that leaves has to be heard of. Absent where that is so from the start. */
  readonly watch?: () => void;
}

/** One event on its way to one flow. */
export interface Execution<Spec extends TriggerSpec, Raw, Reply> {
  readonly trigger: Trigger<Spec, Raw, Reply>;
  readonly flow: MountedFlow;
  readonly mounted: Mounted<Spec>;
  readonly raw: Raw;
  readonly environment: Environment;
  /** Of the run, where it was named before; else a new one. */
  readonly runId?: string;
  /** When the platform or the batch ends it all; milliseconds since the epoch. */
  readonly wallAtMs?: number;
  /** Fires when the caller leaves. */
  readonly signal?: CallerSignal;
  /** Who sends the event, as a hash; asked only for an event with a key. */
  readonly caller?: () => Promise<string | undefined>;
  /** What the trigger's side knows for the record. */
  readonly facts: Pick<RunFacts, "place"> & Partial<RunFacts>;
  /** Told of the run once it has ended, after its stream if it has one. */
  readonly ended: (record: RunRecord) => void;
  /** Keeps alive what goes on behind the reply: detached branches, effects that outlive their guard, a stream's record. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** Opens the event, runs its flow and closes it: the one way through for every trigger. Never rejects. */
export async function execute<Spec extends TriggerSpec, Raw, Reply>(
  execution: Execution<Spec, Raw, Reply>,
): Promise<Reply> {
  const { trigger, flow, mounted, raw, environment, caller } = execution;
  const birth = birthOf(execution);
  const diagnostics = environment.unready.get(flow.flow.name);
  if (diagnostics) {
    const notReady = failure("CAP101", undefined, { diagnostics });
    return close(execution, birth, unopened(execution, birth, { kind: "retry", failure: notReady }));
  }
  const opened = await trigger.open(raw, mounted, birth);
  if (!opened.ok) {
    return close(execution, birth, unopened(execution, birth, { kind: "failed", failure: opened.failure }));
  }
  const traced = tracedRun(opened.value, flow, environment);
  const { invocation, trace, steps } = traced;
  const keyed = invocation.metadata.labels["flow.idempotency_key"] !== undefined;
  const watch = () => execution.signal?.watch?.();
  if (keyed) watch();
  const arrival = {
    spec: mounted.spec as KeyedSpec,
    invocation,
    caller: keyed ? await caller?.() : undefined,
    beside: () => trigger.keyInput?.(invocation, mounted.spec),
    isFinal: trigger.isFinal,
  };
  const ports = { ledger: environment.ledger, clock: platformClock, watch };
  const outcome = await runOnce(arrival, ports, (held) => start(execution, traced, birth, held?.key));
  const payload = environment.collectsPayloads ? shownPayload(invocation.payload, environment.redactor) : undefined;
  return close(execution, birth, { outcome, identity: identify(invocation), trace, steps, payload });
}

function birthOf<Spec extends TriggerSpec, Raw, Reply>({
  trigger,
  flow,
  mounted,
  wallAtMs,
  runId = uuidv7(),
}: Execution<Spec, Raw, Reply>): Birth {
  const nowMs = Date.now();
  const bounds = {
    flowMs: flow.plan.timeoutMs,
    triggerMs: mounted.spec.timeoutMs,
    defaultMs: trigger.defaultTimeoutMs,
    wallAtMs,
  };
  return { runId, nowMs, deadlineAtMs: deadlineAt(nowMs, bounds) };
}

interface Ran {
  readonly outcome: Outcome;
  readonly identity: RunIdentity;
  /** Undefined for an event that became no invocation. */
  readonly trace: Trace | undefined;
  readonly steps: StepLog | undefined;
  readonly payload?: unknown;
}

/** An event that became no invocation. */
function unopened<Spec extends TriggerSpec, Raw, Reply>(
  { trigger, mounted }: Execution<Spec, Raw, Reply>,
  { runId, deadlineAtMs }: Birth,
  outcome: Outcome,
): Ran {
  const { flow, version, trigger: alias } = mounted;
  const ids = { runId, eventId: runId, attempt: 1, deadlineAtMs };
  return {
    outcome,
    identity: { ...ids, flow, version, trigger: alias, source: trigger.kind },
    trace: undefined,
    steps: undefined,
  };
}

function start<Spec extends TriggerSpec, Raw, Reply>(
  { trigger, flow, mounted, environment, signal }: Execution<Spec, Raw, Reply>,
  traced: TracedRun,
  { nowMs, deadlineAtMs }: Birth,
  key: string | undefined,
): Promise<Outcome> {
  if (isDeferred(mounted.spec)) return later(traced.invocation, environment, key);
  const asked = flow.plan.timeoutMs ?? mounted.spec.timeoutMs;
  const openEnded = asked === undefined && trigger.rule.replies;
  const bounds = { signal, carryMs: CARRY_MS, guardMs: deadlineAtMs - nowMs, openEnded };
  const outcome = startTraced(traced, flow, environment.tracing, bounds);
  return trigger.rule.replies ? outcome : outcome.then(drained);
}

/** Answers, and tells the sinks: of a stream once it has ended. */
function close<Spec extends TriggerSpec, Raw, Reply>(
  execution: Execution<Spec, Raw, Reply>,
  birth: Birth,
  ran: Ran,
): Reply {
  const { trigger, raw, mounted, ended, waitUntil } = execution;
  const { outcome } = ran;
  const reply = trigger.close(outcome, raw, mounted, birth);
  if (outcome.kind === "streaming") {
    const finished = outcome.finished.then((end) => {
      ended(recordOf(execution, ran, end, { birth, reply }));
      return afterGuard(lateOf(end), birth);
    });
    waitUntil(finished);
  } else {
    ended(recordOf(execution, ran, outcome, { birth, reply }));
    const late = afterGuard(lateOf(outcome), birth);
    if (late !== undefined) waitUntil(late);
  }
  return reply;
}

/** What never ends would hold up a whole batch, which is settled only when nothing of it is under `waitUntil`. */
function afterGuard(late: Late | undefined, { deadlineAtMs }: Birth): Promise<void> | undefined {
  const limitMs = deadlineAtMs + LIMITS.waitUntilMs - platformClock.now();
  return late && atMost(platformClock, limitMs, late);
}

function isDeferred(spec: TriggerSpec): boolean {
  return "respond" in spec && spec.respond === "async";
}

async function later(invocation: Invocation, environment: Environment, key: string | undefined): Promise<Outcome> {
  if (environment.defer) return environment.defer(invocation, environment, key);
  const cause = new Error("an asynchronous route needs the feature deferredRuns()");
  const missing = failure("CAP101", undefined, { cause });
  return { kind: "retry", failure: missing };
}

/** Where nobody waits for a reply, a stream is read to its end for what it does on the way, and no longer than its run. */
export async function drained(outcome: Outcome): Promise<Outcome> {
  if (outcome.kind !== "streaming") return outcome;
  const items = outcome.stream[Symbol.asyncIterator]();
  let over = false;
  const end = outcome.finished.finally(() => {
    over = true;
    // Bytes come from the node itself, which may be waiting for more.
    items.return?.().catch(() => undefined);
  });
  try {
    while (!over && !(await Promise.race([items.next(), end.then(() => DONE)])).done);
    outcome.close("sent");
  } catch {
    // `finished` says why.
  }
  return end;
}

const DONE = { done: true } as const;

function recordOf<Spec extends TriggerSpec, Raw, Reply>(
  { trigger, environment, facts }: Execution<Spec, Raw, Reply>,
  { identity, trace, steps, payload }: Ran,
  ended: Ended,
  { birth, reply }: { readonly birth: Birth; readonly reply: Reply },
): RunRecord {
  const { workerVersion } = environment;
  const nodes = steps?.nodes ?? [];
  const { traceId = "", random: traceRandom = false } = trace ?? {};
  const seen = { startedAtMs: birth.nowMs, endedAtMs: Date.now(), workerVersion, traceId, traceRandom, nodes, payload };
  return runRecord(identity, ended, { ...seen, ...facts, ...trigger.facts?.(reply) });
}
