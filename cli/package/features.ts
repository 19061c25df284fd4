import { capabilities } from "../../capabilities/index.ts";
import { resourceName } from "../../capabilities/resource-name.ts";
import { tomlTable } from "../../capabilities/toml.ts";
import { CONSUMER_LIMITS } from "../../gateway/limits.ts";
import { catalog } from "../../gateway/mount/full-catalog.ts";
import { deadLetterQueueOf } from "../../gateway/preflight/queue-names.ts";
import type { WranglerConfig } from "../../gateway/preflight/wrangler-config.ts";
import { needsOf } from "../../gateway/readiness/needs.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { pasteJsonc } from "../paste-jsonc.ts";
import { configIn } from "../wrangler-file.ts";

export interface FeatureOptions {
  /** Name of the Worker. */
  readonly name: string;
  readonly flows: readonly Flow[];
  /** The folder has the dashboard's files. */
  readonly dashboard: boolean;
}

/** An entry of a wrangler file, and where it stands. */
interface Part {
  readonly path: readonly string[];
  /** A list's entry, or a table of its own. */
  readonly kind: "entry" | "table";
  readonly entry: JsonObject;
}

/** Adds what the gateway's features bind and consume, which no flow asks for by itself. What is there stays. Pure. */
export function withFeatures(file: string, text: string, options: FeatureOptions): string {
  const config = configIn(file, text);
  if (!config) return text;
  const missing = partsOf(config, options).filter((part) => !isThere(part, config));
  return missing.reduce((draft, part) => withPart(file, draft, part), text);
}

/** Of runs, which is some minutes; what a store keeps may have to wait for it as long as a queue keeps a message. */
const MANY_RETRIES = 10;
const MOST_RETRIES = CONSUMER_LIMITS.max_retries.max;

function partsOf(config: WranglerConfig, { name, flows, dashboard }: FeatureOptions): readonly Part[] {
  const dead = Object.keys(deadLetterFlows(flows, config));
  const deferred = answersLater(flows);
  return [
    // What arrives there is kept as failures by the same Worker, which has to consume it for that.
    ...dead.map((queue) => entry("queues.consumers", { queue, max_retries: MOST_RETRIES })),
    ...(deferred ? DEFERRED : []),
    // It has the key that the gateway knows its own letters by.
    ...(deferred || dead.length > 0 ? [LEDGER] : []),
    // For payloads that are too large for a queue or a row.
    ...(deferred || dead.length > 0
      ? [entry("r2_buckets", { binding: "FLOWGATE_BLOBS", bucket_name: resourceName(`${name}_blobs`) })]
      : []),
    ...(dashboard ? [DASHBOARD] : []),
  ];
}

function entry(section: string, members: JsonObject): Part {
  return { path: section.split("."), kind: "entry", entry: members };
}

/** For routes that answer at once and run later. */
const DEFERRED = [
  entry("queues.producers", { binding: "FLOWGATE_QUEUE", queue: "flowgate" }),
  entry("queues.consumers", { queue: "flowgate", max_retries: MANY_RETRIES, dead_letter_queue: "flowgate-dead" }),
  entry("queues.consumers", { queue: "flowgate-dead", max_retries: MOST_RETRIES }),
];

const LEDGER = entry("durable_objects.bindings", { name: "LEDGER", class_name: "Ledger" });

/** The Worker answers first, so that no file is served around its admin check. */
const DASHBOARD: Part = {
  path: ["assets"],
  kind: "table",
  entry: { directory: "./dashboard", binding: "DASHBOARD", run_worker_first: true, html_handling: "none" },
};

/** A table is its owner's altogether; of a list, an entry by what it is called. */
function isThere({ path, kind, entry: wanted }: Part, { settings }: WranglerConfig): boolean {
  const there = path.reduce<unknown>((value, key) => memberOf(value, key), settings);
  if (kind === "table") return there !== undefined;
  const [key = ""] = Object.keys(wanted);
  return Array.isArray(there) && there.some((other) => memberOf(other, key) === wanted[key]);
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? value[key as keyof typeof value] : undefined;
}

function withPart(file: string, text: string, { path, kind, entry: members }: Part): string {
  if (file.endsWith(".toml")) {
    const header = kind === "entry" ? `[[${path.join(".")}]]` : `[${path.join(".")}]`;
    return `${text}\n${tomlTable(header, members)}`;
  }
  const value: unknown = kind === "entry" ? [members] : members;
  return pasteJsonc(text, JSON.stringify(path.reduceRight((inner, key) => ({ [key]: inner }), value)));
}

/** Whether some route runs its flow after it answered. */
export function answersLater(flows: readonly Flow[]): boolean {
  return needsOf(flows, { capabilities, catalog }).routes.some(({ spec }) => spec.respond === "async");
}

/** Buckets that flows put messages into that are too large for their queue. */
export function largeBuckets(flows: readonly Flow[]): readonly string[] {
  const { uses } = needsOf(flows, { capabilities, catalog });
  const buckets = uses.flatMap(({ use: { kind, options } }) => (kind === "queue" ? [options.large] : []));
  return [...new Set(buckets.filter((bucket) => typeof bucket === "string"))];
}

/** By dead-letter queue, the flow whose messages end there; of several flows the first. */
export function deadLetterFlows(flows: readonly Flow[], config: WranglerConfig): Readonly<Record<string, string>> {
  const { queues } = needsOf(flows, { capabilities, catalog });
  const consumed = new Set(queues.map(({ spec }) => spec.queue));
  const dead = queues.map(({ flow, spec }) => [deadLetterQueueOf(spec, config), flow.name] as const).reverse();
  return Object.fromEntries(dead.filter(([queue]) => !consumed.has(queue)));
}
