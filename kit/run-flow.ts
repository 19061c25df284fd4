import { isSecretName } from "../base/secret-names.ts";
import { platformClock as realClock } from "../base/waiting.ts";
import { memoryDedupe } from "../capabilities/dedupe/memory.ts";
import { openHandles } from "../capabilities/handles.ts";
import { capabilities } from "../capabilities/index.ts";
import { type AnyFlow, mountFlows } from "../gateway/mount/mount.ts";
import { drained } from "../gateway/pipeline/execution.ts";
import { ledgerEffects } from "../gateway/pipeline/ledger-effects.ts";
import type { TriggerSpec } from "../kernel/author/trigger.ts";
import type { Outcome } from "../kernel/outcome.ts";
import type { Plan } from "../kernel/plan/plan.ts";
import type { Clock, Ports } from "../kernel/ports.ts";
import { memoryLimiter } from "../kernel/run/limiter.ts";
import { run } from "../kernel/run/run.ts";
import { type NodeRecord, StepLog } from "../telemetry/step-log.ts";
import { type RpcCall, type RpcReply, rpcTrigger } from "../triggers/rpc.ts";
import type { Mounted, Trigger } from "../triggers/trigger.ts";
import { memoryEnv, type TestEnv } from "./memory-env.ts";

export interface RunFlowOptions {
  /** Default: everything in memory. */
  readonly env?: TestEnv;
  /** Default: the real one. A `FakeClock` stands still until it is told to go on. */
  readonly clock?: Clock;
  /** For jitter: a number in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
  /** Milliseconds that the run may take. Default: the flow's own, or the trigger's. */
  readonly timeoutMs?: number;
  /** Ends the run, as a caller does who leaves. */
  readonly signal?: AbortSignal;
}

export interface FlowRun<Reply = RpcReply> {
  readonly outcome: Outcome;
  /** When the event came in, by the run's clock. */
  readonly startedAtMs: number;
  /** What the trigger makes of it: a Response, a settlement, what a call returns. */
  readonly reply: Reply;
  /** In the order in which they ended; of a stream, complete when it ended. */
  readonly nodes: readonly NodeRecord[];
}

/** Runs a flow with a payload, alone: no keys of events, no retries of a queue. Throws an `InvalidFlowsError`. */
export function runFlow(flow: AnyFlow, payload: unknown, options: RunFlowOptions = {}): Promise<FlowRun> {
  const call: RpcCall = { flow: flow.name, payload };
  return runEvent({ flow, trigger: rpcTrigger, raw: call }, options);
}

export interface TestEvent<Spec extends TriggerSpec, Raw, Reply> {
  readonly flow: AnyFlow;
  readonly trigger: Trigger<Spec, Raw, Reply>;
  readonly raw: Raw;
}

/** Opens an event as its trigger does, runs the flow, and closes it. */
export async function runEvent<Spec extends TriggerSpec, Raw, Reply>(
  { flow, trigger, raw }: TestEvent<Spec, Raw, Reply>,
  options: RunFlowOptions = {},
): Promise<FlowRun<Reply>> {
  const { clock = realClock } = options;
  const [mountedFlow] = mountFlows([flow]);
  if (!mountedFlow) throw new Error("a mounted flow is missing");
  const { plan, triggers } = mountedFlow;
  const mounted = (triggers.find(({ spec }) => spec.kind === trigger.kind) ?? called(flow, plan)) as Mounted<Spec>;
  const nowMs = clock.now();
  const timeoutMs = options.timeoutMs ?? plan.timeoutMs ?? mounted.spec.timeoutMs ?? trigger.defaultTimeoutMs;
  const birth = { runId: crypto.randomUUID(), nowMs, deadlineAtMs: nowMs + timeoutMs };
  const log = new StepLog();
  const opened = await trigger.open(raw, mounted, birth);
  const ended: Outcome = opened.ok
    ? await run(plan, opened.value, { ...portsFor(flow, plan, options), observer: log }, options)
    : { kind: "failed", failure: opened.failure };
  const outcome = trigger.rule.replies ? ended : await drained(ended);
  return { outcome, startedAtMs: nowMs, reply: trigger.close(outcome, raw, mounted, birth), nodes: log.nodes };
}

/** A call needs no trigger of the flow's own. */
function called(flow: AnyFlow, plan: Plan): Mounted {
  const capture = plan.steps[plan.capture]?.alias ?? "";
  const spec = { kind: "rpc", wiring: { kind: "rpc" } };
  const trigger = plan.direct.alias;
  return { flow: flow.name, flowId: plan.id, version: flow.version, trigger, capture, spec };
}

function portsFor(flow: AnyFlow, plan: Plan, options: RunFlowOptions): Ports {
  const { clock = realClock, random = Math.random } = options;
  const env = options.env ?? memoryEnv([flow], { now: () => clock.now() });
  return {
    clock,
    random,
    newCancel: () => new AbortController(),
    handles: openHandles(plan, env, capabilities),
    isSecretName,
    limiter: memoryLimiter(),
    effects: ledgerEffects(memoryDedupe({ now: () => clock.now() }), clock),
  };
}
