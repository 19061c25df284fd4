import type { Capability } from "../../capabilities/capability.ts";
import { producer } from "../../capabilities/queue/producer.ts";
import { alsoUsed, type UseAt, usesOf } from "../../capabilities/use-at.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import { triggerAliases } from "../../kernel/author/to-ir.ts";
import type { TriggerSpec } from "../../kernel/author/trigger.ts";
import type { Catalog } from "../../kernel/catalog.ts";
import type { QueueTrigger } from "../../triggers/queue/author.ts";
import type { Needs, TriggerAt } from "./rule.ts";

/** Gathers what the flows ask for, in the order of the flows. */
export function needsOf(
  flows: readonly Flow[],
  known: { readonly capabilities: readonly Capability[]; readonly catalog: Catalog },
): Needs {
  const queues = triggersOf<QueueTrigger>(flows, "queue");
  return {
    ...known,
    flows,
    uses: [
      ...flows.flatMap(usesOf).flatMap((at) => [at, ...others(at, known.capabilities)]),
      ...queues.flatMap(deadLetterUse),
    ],
    routes: triggersOf(flows, "http"),
    queues,
    crons: triggersOf(flows, "cron"),
  };
}

function triggersOf<Spec extends TriggerSpec>(flows: readonly Flow[], kind: Spec["kind"]): readonly TriggerAt<Spec>[] {
  return flows.flatMap((flow) => {
    const { triggers } = flow.definition;
    const aliases = triggerAliases(triggers);
    return triggers.flatMap((spec, index) =>
      spec.kind === kind ? [{ flow, node: aliases[index] as string, spec: spec as Spec }] : [],
    );
  });
}

function others(at: UseAt, capabilities: readonly Capability[]): readonly UseAt[] {
  const capability = capabilities.find(({ kind }) => kind === at.use.kind);
  return capability ? alsoUsed(at, capability) : [];
}

/** A queue's trigger sends its failure records itself. */
function deadLetterUse({ flow, node, spec }: TriggerAt<QueueTrigger>): readonly UseAt[] {
  const { deadLetter } = spec;
  return deadLetter === undefined ? [] : [{ flow: flow.name, node, name: "deadLetter", use: producer(deadLetter) }];
}
