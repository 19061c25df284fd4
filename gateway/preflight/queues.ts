import { type Diagnostic, diagnostic } from "../../kernel/errors/diagnostic.ts";
import type { QueueTrigger } from "../../triggers/queue/author.ts";
import { queueTrigger } from "../../triggers/queue/trigger.ts";
import { CONSUMER_DEFAULTS, CONSUMER_LIMITS, DEFAULT_CONCURRENCY, LIMITS, MARGIN_MS } from "../limits.ts";
import type { TriggerAt } from "../readiness/rule.ts";
import type { ConfigRule } from "./config-rule.ts";
import { entryFragment, memberFragment } from "./fragment.ts";
import { deadLetterQueueOf } from "./queue-names.ts";
import type { Consumer } from "./settings.ts";
import { keyOf, type WranglerConfig } from "./wrangler-config.ts";

const CONSUMERS = ["queues", "consumers"] as const;

/** QUEUE101 to QUEUE103: each queue of the flows has a consumer, a dead-letter queue, and the retries that the flow counts on. */
export const queuesAreConsumed: ConfigRule = ({ queues }, config) =>
  queues.flatMap((trigger) => {
    const consumers = config.settings.queues?.consumers ?? [];
    const index = consumers.findIndex(({ queue }) => queue === trigger.spec.queue);
    const consumer = consumers[index];
    if (!consumer) return [noConsumer(trigger, config)];
    return [
      ...deadLetterFindings({ trigger, consumer, index, config }),
      ...retryFindings({ trigger, consumer, index, config }),
    ];
  });

interface Consumed {
  readonly trigger: TriggerAt<QueueTrigger>;
  readonly consumer: Consumer;
  readonly index: number;
  readonly config: WranglerConfig;
}

function noConsumer({ flow, node, spec }: TriggerAt<QueueTrigger>, config: WranglerConfig): Diagnostic {
  const key = keyOf(config, ...CONSUMERS);
  const entry = {
    queue: spec.queue,
    max_retries: retriesOf(spec),
    dead_letter_queue: deadLetterQueueOf(spec, config),
  };
  const message = `${config.file} has no consumer of queue "${spec.queue}", so no message reaches the flow`;
  const location = { flow: flow.name, node, file: config.file, key };
  return diagnostic("QUEUE101", message, location, entryFragment(config, CONSUMERS, entry));
}

/** A queue that is its own dead-letter queue gets back what it could not do, for ever. */
function deadLetterFindings({ trigger, consumer, index, config }: Consumed): readonly Diagnostic[] {
  const { queue, dead_letter_queue: there } = consumer;
  if (there !== undefined && there !== queue) return [];
  const message = there
    ? `queue "${queue}" is its own dead-letter queue, so what fails comes back for ever`
    : `queue "${queue}" has no dead-letter queue: after its retries the platform deletes a message`;
  const name = there ? `${queue}-dead` : deadLetterQueueOf(trigger.spec, config);
  const fix = memberFragment(config, CONSUMERS, { queue }, { dead_letter_queue: name });
  return [diagnostic("QUEUE102", message, placeOf({ trigger, index, config }, "dead_letter_queue"), fix)];
}

function retryFindings({ trigger, consumer, index, config }: Consumed): readonly Diagnostic[] {
  const { queue, max_retries: there = CONSUMER_DEFAULTS.max_retries } = consumer;
  const wanted = retriesOf(trigger.spec);
  if (there >= wanted) return [];
  const { maxAttempts } = trigger.spec.retry;
  const message = `the flow tries a message ${maxAttempts} times, but max_retries of queue "${queue}" is ${there}`;
  const fix = memberFragment(config, CONSUMERS, { queue }, { max_retries: wanted });
  return [diagnostic("QUEUE103", message, placeOf({ trigger, index, config }, "max_retries"), fix)];
}

/** The platform counts what comes after the first delivery; what it cannot give is LIMIT101, at the flow. */
function retriesOf({ retry }: QueueTrigger): number {
  return Math.min(retry.maxAttempts - 1, CONSUMER_LIMITS.max_retries.max);
}

function placeOf({ trigger, index, config }: Omit<Consumed, "consumer">, member: string) {
  const key = keyOf(config, ...CONSUMERS, index, member);
  return { flow: trigger.flow.name, node: trigger.node, file: config.file, key };
}

/** LIMIT101: no setting of a consumer is outside what the platform takes. */
export const consumersAreInBounds: ConfigRule = ({ queues }, config) =>
  (config.settings.queues?.consumers ?? []).flatMap((consumer, index) => {
    const names = Object.keys(CONSUMER_LIMITS) as (keyof typeof CONSUMER_LIMITS)[];
    return names.flatMap((name) => {
      const value = consumer[name];
      const { min, max } = CONSUMER_LIMITS[name];
      if (value === undefined || (value >= min && value <= max)) return [];
      const flow = queues.find(({ spec }) => spec.queue === consumer.queue)?.flow.name;
      const key = keyOf(config, ...CONSUMERS, index, name);
      const message = `${name} of queue "${consumer.queue}" is ${value}; the platform takes ${min} to ${max}`;
      const fix = memberFragment(config, CONSUMERS, { queue: consumer.queue }, { [name]: value < min ? min : max });
      return [diagnostic("LIMIT101", message, { ...(flow !== undefined && { flow }), file: config.file, key }, fix)];
    });
  });

/** LIMIT101, a warning: a batch can be done in the time that the platform gives it; what it cannot start costs a retry. */
export const batchesFitTheirTime: ConfigRule = ({ queues }, config) =>
  queues.flatMap((trigger) => {
    const consumers = config.settings.queues?.consumers ?? [];
    const index = consumers.findIndex(({ queue }) => queue === trigger.spec.queue);
    const consumer = consumers[index];
    return consumer ? batchFindings({ trigger, consumer, index, config }) : [];
  });

function batchFindings({ trigger, consumer, index, config }: Consumed): readonly Diagnostic[] {
  const { max_batch_size: size = CONSUMER_DEFAULTS.max_batch_size, queue } = consumer;
  const { concurrency = DEFAULT_CONCURRENCY } = trigger.spec;
  const eachMs = guardMs(trigger);
  const rounds = Math.floor((LIMITS.queueWallMs - MARGIN_MS) / eachMs);
  if (rounds < 1 || Math.ceil(size / concurrency) <= rounds) return [];
  const message =
    `${size} messages, ${concurrency} at once and up to ${eachMs} ms each, may take ` +
    `${Math.ceil(size / concurrency) * eachMs} ms; a batch has ${LIMITS.queueWallMs - MARGIN_MS} ms`;
  const fix = memberFragment(config, CONSUMERS, { queue }, { max_batch_size: rounds * concurrency });
  const at = placeOf({ trigger, index, config }, "max_batch_size");
  return [{ ...diagnostic("LIMIT101", message, at, fix), severity: "warning" }];
}

/** The longest that one message of a flow may take. */
function guardMs({ flow, spec }: TriggerAt<QueueTrigger>): number {
  const { timeoutMs, visibilityTimeoutMs } = spec;
  const asked = [timeoutMs, visibilityTimeoutMs, flow.definition.options.timeoutMs].filter((ms) => ms !== undefined);
  return asked.length > 0 ? Math.min(...asked) : queueTrigger.defaultTimeoutMs;
}
