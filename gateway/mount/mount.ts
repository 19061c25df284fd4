import { capabilitiesOf, usesOf } from "../../capabilities/use-at.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import { triggerAliases } from "../../kernel/author/to-ir.ts";
import type { TriggerSpec } from "../../kernel/author/trigger.ts";
import { type Diagnostic, formatDiagnostics } from "../../kernel/errors/diagnostic.ts";
import { makePlan } from "../../kernel/plan/make-plan.ts";
import type { Plan } from "../../kernel/plan/plan.ts";
import { validateTogether } from "../../kernel/validate/together.ts";
import { validate } from "../../kernel/validate/validate.ts";
import type { Mounted } from "../../triggers/trigger.ts";
import { catalogOf } from "./catalog.ts";
import { triggersOf } from "./triggers-of.ts";

/** Any flow, whatever it takes and gives. */
export type AnyFlow = Flow<never, unknown>;

export interface MountedFlow {
  readonly flow: AnyFlow;
  readonly plan: Plan;
  readonly triggers: readonly Mounted[];
  /** Whether it uses anything beyond itself, so that its trace has somewhere to go. */
  readonly callsOut: boolean;
}

/** Why a gateway does not start. The message has every finding. */
export class InvalidFlowsError extends Error {
  override readonly name = "InvalidFlowsError";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const errors = diagnostics.filter(({ severity }) => severity === "error").length;
    super(`the flows have ${errors} error${errors === 1 ? "" : "s"}\n\n${formatDiagnostics(diagnostics)}`);
    this.diagnostics = diagnostics;
  }
}

/** Validates all flows and makes their plans, once, at start. Throws an `InvalidFlowsError` if any has an error. */
export function mountFlows(flows: readonly AnyFlow[]): readonly MountedFlow[] {
  const diagnostics = checkFlows(flows);
  if (diagnostics.some(({ severity }) => severity === "error")) throw new InvalidFlowsError(diagnostics);
  return flows.map((flow) => {
    const plan = makePlan(flow);
    return { flow, plan, triggers: mountTriggers(flow, plan), callsOut: usesOf(flow).length > 0 };
  });
}

/** Everything that is wrong with the flows, each for itself, their subflows, and together. */
export function checkFlows(flows: readonly AnyFlow[]): readonly Diagnostic[] {
  const catalog = catalogOf(capabilitiesOf(flows.flatMap(usesOf)), triggersOf(flows));
  const subflows = [...new Set(flows.flatMap(subflowsOf))].filter((flow) => !flows.includes(flow));
  return [
    ...flows.flatMap(({ ir }) => validate(ir, catalog)),
    ...subflows.flatMap(({ ir }) => validate(ir, catalog, { subflow: true })),
    ...validateTogether(
      flows.map(({ ir }) => ir),
      catalog,
    ),
  ];
}

function subflowsOf(flow: AnyFlow): readonly AnyFlow[] {
  return flow.definition.placed.flatMap(({ unit }) => (unit.kind === "flow" ? [unit, ...subflowsOf(unit)] : []));
}

function mountTriggers(flow: AnyFlow, plan: Plan): readonly Mounted[] {
  const aliases = triggerAliases(flow.definition.triggers);
  return flow.definition.triggers.map((spec, index) => mounted(flow, plan, aliases[index] as string, spec));
}

/** A trigger of a flow; also made for calls, which need no trigger of their own. */
export function mounted<Spec extends TriggerSpec>(
  flow: AnyFlow,
  plan: Plan,
  trigger: string,
  spec: Spec,
): Mounted<Spec> {
  const capture = plan.steps[plan.capture]?.alias ?? "";
  const streams = plan.ir.nodes.find(({ alias }) => alias === capture)?.streams;
  return {
    flow: flow.name,
    flowId: plan.id,
    version: flow.version,
    trigger,
    capture,
    ...(streams && { streams }),
    ...((hasKeys(plan) || looksForKeys(spec)) && { exact: true }),
    spec,
  };
}

function hasKeys({ steps }: Plan): boolean {
  return steps.some(({ keyed, sub }) => keyed || (sub !== undefined && hasKeys(sub)));
}

function looksForKeys(
  spec: TriggerSpec & { readonly idempotency?: unknown; readonly partitionKey?: unknown },
): boolean {
  const { idempotency: keys, partitionKey } = spec;
  if (partitionKey !== undefined) return true;
  return typeof keys === "object" && keys !== null && ("key" in keys || "compare" in keys);
}

/** Each trigger of one kind, with its flow. */
export function mountedOf<Spec extends TriggerSpec>(
  flows: readonly MountedFlow[],
  kind: Spec["kind"],
): readonly { readonly flow: MountedFlow; readonly mounted: Mounted<Spec> }[] {
  return flows.flatMap((flow) =>
    flow.triggers
      .filter((trigger): trigger is Mounted<Spec> => trigger.spec.kind === kind)
      .map((trigger) => ({ flow, mounted: trigger })),
  );
}
