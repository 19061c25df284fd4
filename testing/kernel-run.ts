import { isSecretName } from "../base/secret-names.ts";
import type { Flow } from "../kernel/author/definition.ts";
import type { Invocation } from "../kernel/invocation.ts";
import type { Outcome } from "../kernel/outcome.ts";
import { makePlan } from "../kernel/plan/make-plan.ts";
import type { Handles, Ports } from "../kernel/ports.ts";
import { memoryLimiter } from "../kernel/run/limiter.ts";
import { run } from "../kernel/run/run.ts";
import { FakeClock } from "../kit/fake-clock.ts";

export interface RunOptions {
  readonly ports?: Partial<Ports>;
  readonly clock?: FakeClock;
  readonly timeoutMs?: number;
  readonly trigger?: string;
  readonly signal?: AbortSignal;
  readonly guardMs?: number;
  readonly carryMs?: number;
  readonly openEnded?: boolean;
}

const NO_HANDLES: Handles = {};

function testPorts(clock: FakeClock, ports: Partial<Ports> = {}): Ports {
  return {
    clock,
    random: () => 0.5,
    newCancel: () => new AbortController(),
    handles: () => NO_HANDLES,
    isSecretName,
    limiter: memoryLimiter(),
    ...ports,
  };
}

function testInvocation(flow: Flow<never, unknown>, payload: unknown, options: RunOptions = {}): Invocation {
  const clock = options.clock ?? new FakeClock();
  const trigger = options.trigger ?? flow.ir.nodes.find(({ kind }) => kind === "trigger")?.alias ?? "rpc";
  const capture = flow.ir.capture ?? "";
  return {
    flow: flow.name,
    trigger,
    capture,
    payload,
    deadlineAtMs: clock.now() + (options.timeoutMs ?? 30_000),
    metadata: {
      labels: {
        "flow.run_id": "01890000-0000-7000-8000-000000000000",
        "flow.id": flow.ir.id,
        "flow.version": flow.version,
        "flow.trigger": trigger,
        "flow.capture": capture,
        "flow.source": "rpc",
        "flow.event_id": "event",
        "flow.attempt": "1",
      },
      extensions: {},
    },
  };
}

/** Runs a flow on the kernel alone. The clock stands still unless the test moves it. */
export function runFlow(flow: Flow<never, unknown>, payload: unknown, options: RunOptions = {}): Promise<Outcome> {
  const clock = options.clock ?? new FakeClock();
  const invocation = testInvocation(flow, payload, { ...options, clock });
  return run(makePlan(flow), invocation, testPorts(clock, options.ports), options);
}
