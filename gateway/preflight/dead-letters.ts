import { type Diagnostic, diagnostic } from "../../kernel/errors/diagnostic.ts";
import { CONSUMER_DEFAULTS, CONSUMER_LIMITS } from "../limits.ts";
import { awaitedSeconds } from "../stores/store-away.ts";
import type { ConfigRule } from "./config-rule.ts";
import { entryFragment, memberFragment } from "./fragment.ts";
import { deadLetterQueueOf, OWN_PRODUCER, OWN_QUEUE } from "./queue-names.ts";
import type { Consumer } from "./settings.ts";
import { keyOf, type WranglerConfig } from "./wrangler-config.ts";

const CONSUMERS = ["queues", "consumers"] as const;
const MOST_RETRIES = CONSUMER_LIMITS.max_retries.max;
/** A day: what is lost here is kept nowhere else. */
const LEAST_SECONDS = 86_400;
const OWN_RETRIES = 10;

/** QUEUE104, QUEUE105: what ends in a dead-letter queue is taken out of it, also when its store is away for a day. */
export const deadLettersAreKept: ConfigRule = ({ queues }, config) => {
  const consumed = new Set(queues.map(({ spec }) => spec.queue));
  const ends = queues.flatMap(({ flow, node, spec }) => {
    const queue = deadLetterQueueOf(spec, config);
    return spec.deadLetter === undefined || consumed.has(queue) ? [] : [{ flow: flow.name, node, queue }];
  });
  return [...new Map(ends.map((end) => [end.queue, end])).values()].flatMap((end) => {
    const feature = `the feature deadLetterStore({ ${JSON.stringify(end.queue)}: "${end.flow}" })`;
    return keptFindings(end, `what fails stays there until the platform deletes it; ${feature} keeps it`, config);
  });
};

/** QUEUE101, QUEUE102, QUEUE104, QUEUE105: runs that a route puts off are brought, and those that do not end are kept. */
export const deferredRunsAreConsumed: ConfigRule = ({ routes }, config) => {
  const first = routes.find(({ spec }) => spec.respond === "async");
  if (!first) return [];
  const { consumers = [], producers = [] } = config.settings.queues ?? {};
  const queue = producers.find(({ binding }) => binding === OWN_PRODUCER)?.queue ?? OWN_QUEUE;
  const at = { flow: first.flow.name, node: first.node };
  const consumer = consumers.find((entry) => entry.queue === queue);
  const dead = consumer?.dead_letter_queue ?? `${queue}-dead`;
  const why = "a deferred run that hangs or fails to its last delivery is pending for ever; deferredRuns() keeps it";
  const kept = keptFindings({ ...at, queue: dead }, why, config);
  if (!consumer) {
    const location = { ...at, file: config.file, key: keyOf(config, ...CONSUMERS) };
    const message = `${config.file} has no consumer of queue "${queue}", so no deferred run begins`;
    const entry = { queue, max_retries: OWN_RETRIES, dead_letter_queue: dead };
    return [diagnostic("QUEUE101", message, location, entryFragment(config, CONSUMERS, entry)), ...kept];
  }
  if (consumer.dead_letter_queue !== undefined) return kept;
  const location = { ...at, file: config.file, key: keyOf(config, ...CONSUMERS, consumers.indexOf(consumer)) };
  const message = `queue "${queue}" has no dead-letter queue: ${why}`;
  const fix = memberFragment(config, CONSUMERS, { queue }, { dead_letter_queue: dead });
  return [diagnostic("QUEUE102", message, location, fix), ...kept];
};

interface End {
  readonly flow: string;
  readonly node: string;
  /** The dead-letter queue. */
  readonly queue: string;
}

function keptFindings({ queue, ...at }: End, why: string, config: WranglerConfig): readonly Diagnostic[] {
  const consumers = config.settings.queues?.consumers ?? [];
  const index = consumers.findIndex((entry) => entry.queue === queue);
  const consumer = consumers[index];
  if (consumer)
    return waitFindings(consumer, { ...at, key: keyOf(config, ...CONSUMERS, index, "max_retries") }, config);
  const location = { ...at, file: config.file, key: keyOf(config, ...CONSUMERS) };
  const message = `${config.file} has no consumer of the dead-letter queue "${queue}": ${why}`;
  const fix = entryFragment(config, CONSUMERS, { queue, max_retries: MOST_RETRIES });
  return [diagnostic("QUEUE104", message, location, fix)];
}

function waitFindings(
  { queue, max_retries: retries = CONSUMER_DEFAULTS.max_retries }: Consumer,
  at: { readonly flow: string; readonly node: string; readonly key: string },
  config: WranglerConfig,
): readonly Diagnostic[] {
  const seconds = awaitedSeconds(retries);
  if (seconds >= LEAST_SECONDS) return [];
  const message =
    `max_retries of queue "${queue}" is ${retries}: while the store of failures is away, ` +
    `a message waits for it ${seconds} s and is then deleted; ${MOST_RETRIES} are ${awaitedSeconds(MOST_RETRIES)} s`;
  const fix = memberFragment(config, CONSUMERS, { queue }, { max_retries: MOST_RETRIES });
  return [diagnostic("QUEUE105", message, { ...at, file: config.file }, fix)];
}
