import { capabilities } from "../capabilities/index.ts";
import { catalog } from "../gateway/mount/full-catalog.ts";
import type { AnyFlow } from "../gateway/mount/mount.ts";
import { deadLetterQueueOf, queueOf } from "../gateway/preflight/queue-names.ts";
import type { WranglerConfig } from "../gateway/preflight/wrangler-config.ts";
import { needsOf } from "../gateway/readiness/needs.ts";
import type { ConsumerRules } from "./settlement.ts";

export interface Consumer {
  readonly queue: string;
  readonly rules: ConsumerRules;
}

/** A wrangler file that says nothing: names then follow from the flows, as the preflight suggests them. */
const NOTHING: WranglerConfig = {
  file: "",
  format: "toml",
  environment: undefined,
  settings: {},
  top: {},
  own: {},
};

/** By queue: the consumers that the flows need, as far as `given` does not say otherwise. */
export function consumersOf(
  flows: readonly AnyFlow[],
  given: Readonly<Record<string, ConsumerRules>>,
): ReadonlyMap<string, Consumer> {
  const { queues } = needsOf(flows, { capabilities, catalog });
  const entries = queues.map(({ spec }) => {
    const { queue, retry } = spec;
    const rules = {
      maxRetries: retry.maxAttempts - 1,
      deadLetterQueue: deadLetterQueueOf(spec, NOTHING),
      ...given[queue],
    };
    return [queue, { queue, rules }] as const;
  });
  return new Map(entries);
}

/** By binding: the queue that a producer most likely leads to. */
export function producersOf(flows: readonly AnyFlow[]): ReadonlyMap<string, string> {
  const needs = needsOf(flows, { capabilities, catalog });
  const bindings = needs.uses.flatMap(({ use }) =>
    use.kind === "queue" && use.binding !== undefined ? [use.binding] : [],
  );
  return new Map(bindings.map((binding) => [binding, queueOf(binding, needs, NOTHING)]));
}
