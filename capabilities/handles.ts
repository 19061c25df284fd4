import { FlowError, failure } from "../kernel/errors/failure.ts";
import type { Plan, Step } from "../kernel/plan/plan.ts";
import type { Handles, Ports } from "../kernel/ports.ts";
import type { Capability, RunScope } from "./capability.ts";
import { type Env, openIn } from "./check.ts";

/** How a step gets its handles: the same object for every run, or made anew because one of them knows its run. */
type StepHandles = Handles | ((run: RunScope) => Handles);

/**
 * Opens what the steps of a plan, and of its subflows, use. Once per plan and environment: a step whose handles do
 * not know the run is then handed the same frozen object each time.
 */
export function openHandles(plan: Plan, env: Env, capabilities: readonly Capability[]): Ports["handles"] {
  const open = (step: Step): StepHandles => (step.uses ? openStep(step, env, capabilities) : NONE);
  const { steps } = plan;
  const own = steps.map(open);
  const inner = new Map(steps.flatMap(subSteps).map((step) => [step, open(step)]));
  // By place, which is faster than a look-up in a map. Only steps of subflows share places.
  if (inner.size === 0 && own.every(isShared)) return ({ index }) => own[index] as Handles;
  return (step, invocation, ends) => {
    const handles = steps[step.index] === step ? own[step.index] : inner.get(step);
    return typeof handles === "function" ? handles({ invocation, signal: () => ends.signal() }) : (handles ?? NONE);
  };
}

const isShared = (handles: StepHandles): handles is Handles => typeof handles !== "function";

const NONE: Handles = Object.freeze({});

function subSteps({ sub }: Step): readonly Step[] {
  return sub ? sub.steps.flatMap((step) => [step, ...subSteps(step)]) : [];
}

function openStep(step: Step, env: Env, capabilities: readonly Capability[]): StepHandles {
  const shared: Record<string, unknown> = {};
  const perStep: [string, (run: RunScope) => unknown][] = [];
  for (const [name, use] of Object.entries(step.unit?.uses ?? {})) {
    const capability = capabilities.find(({ kind }) => kind === use.kind);
    const opened = capability && openIn(env, use, capability);
    // The flow was refused at start; whoever runs it all the same learns it here, and not in the middle of a node.
    if (!opened) return () => refuse(step, name);
    if (opened.scope === "isolate") shared[name] = opened.handle;
    else perStep.push([name, opened.open]);
  }
  if (perStep.length === 0) return Object.freeze(shared);
  return (run) => {
    const handles = { ...shared };
    for (const [name, open] of perStep) handles[name] = open(run);
    return handles;
  };
}

function refuse(step: Step, name: string): never {
  const cause = new Error(`node ${step.alias} uses ${name}, which cannot be opened in this environment`);
  throw FlowError.of(failure("CAP101", undefined, { details: { node: step.alias }, cause }));
}
