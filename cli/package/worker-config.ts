import { capabilities } from "../../capabilities/index.ts";
import { tomlTable } from "../../capabilities/toml.ts";
import { catalog } from "../../gateway/full-catalog.ts";
import { needsOf } from "../../gateway/preflight/needs.ts";
import { preflight } from "../../gateway/preflight/preflight.ts";
import { deadLetterQueueOf } from "../../gateway/preflight/queue-names.ts";
import { openConfig, type WranglerConfig } from "../../gateway/preflight/wrangler-config.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import type { Diagnostic } from "../../kernel/errors/diagnostic.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { pasteFix } from "../paste-fix.ts";
import { parseWranglerFile } from "../wrangler-file.ts";

export interface WorkerConfigOptions {
  /** Name of the Worker. */
  readonly name: string;
  readonly flows: readonly Flow[];
  readonly plan: "free" | "paid";
  readonly compatibilityDate: string;
}

export interface WorkerConfig {
  readonly file: string;
  readonly text: string;
  /** What could not be mended by adding to the file. */
  readonly findings: readonly Diagnostic[];
}

/** Milliseconds; the platform's own default, so that it stands where it can be changed. */
const CPU_MS = 30_000;

/** A file that says what every Worker of Flowgate has: the rest follows from the flows. */
export function startingConfig({ name, plan, compatibilityDate }: WorkerConfigOptions): string {
  return [
    `name = ${JSON.stringify(name)}`,
    'main = "worker.js"',
    "# worker.js is bundled already.",
    "no_bundle = true",
    `compatibility_date = ${JSON.stringify(compatibilityDate)}`,
    'compatibility_flags = ["enable_request_signal"]',
    "",
    "[observability]",
    "enabled = true",
    "",
    // The free plan takes no limits at all.
    ...(plan === "paid" ? ["[limits]", `cpu_ms = ${CPU_MS}`, ""] : []),
    "[version_metadata]",
    'binding = "CF_VERSION_METADATA"',
    "",
    tomlTable("[[analytics_engine_datasets]]", { binding: "METRICS", dataset: name.replaceAll("-", "_") }),
    "# The failures and last runs that `flows failures` and `flows runs` show.",
    tomlTable("[[durable_objects.bindings]]", { name: "RECORDS", class_name: "Records" }),
  ].join("\n");
}

/** Passes are few: a fragment brings at most a further one, such as a class its migration. */
const MAX_PASSES = 8;

/**
 * Adds to a wrangler file all that the flows lack in it, by the very fragments that `flows check` shows; what is there
 * stays, comments included. Pure.
 */
export function completeConfig(file: string, start: string, options: WorkerConfigOptions): WorkerConfig {
  let text = start;
  let findings: readonly Diagnostic[] = [];
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    findings = findingsOf(file, text, options);
    const pasted = findings.reduce((draft, { fix }) => (fix.endsWith("\n") ? pasteFix(file, draft, fix) : draft), text);
    const next = withFeatures(file, pasted, options);
    if (next === text) break;
    text = next;
  }
  return { file, text, findings };
}

function findingsOf(file: string, text: string, { flows, plan }: WorkerConfigOptions): readonly Diagnostic[] {
  const read = parseWranglerFile(file, text);
  return read.ok ? preflight({ flows, config: read.file, plan }) : [read.finding];
}

/** What the gateway's features bind and consume, which no flow asks for by itself. */
function withFeatures(file: string, text: string, { flows }: WorkerConfigOptions): string {
  const config = configIn(file, text);
  if (config?.format !== "toml") return text;
  const { queues = {}, durable_objects: objects = {} } = config.settings;
  const consumed = new Set((queues.consumers ?? []).map(({ queue }) => queue));
  const bound = new Set([
    ...(queues.producers ?? []).map(({ binding }) => binding),
    ...(objects.bindings ?? []).map(({ name }) => name),
  ]);
  const missing = [
    ...Object.keys(deadLetterFlows(flows, config))
      .filter((queue) => !consumed.has(queue))
      .map(deadLetterConsumer),
    ...(answersLater(flows) ? DEFERRED.filter(({ name }) => !bound.has(name) && !consumed.has(name)) : []),
  ];
  return missing.reduce((draft, { section, entry }) => `${draft}\n${tomlTable(`[[${section}]]`, entry)}`, text);
}

interface Part {
  readonly name: string;
  readonly section: string;
  readonly entry: JsonObject;
}

const MANY_RETRIES = 10;

/** What arrives in a dead-letter queue is kept as failures by the same Worker, which has to consume it for that. */
function deadLetterConsumer(queue: string): Part {
  return { name: queue, section: "queues.consumers", entry: { queue, max_retries: MANY_RETRIES } };
}

/** For routes that answer at once and run later. */
const DEFERRED: readonly Part[] = [
  { name: "FLOWGATE_QUEUE", section: "queues.producers", entry: { binding: "FLOWGATE_QUEUE", queue: "flowgate" } },
  {
    name: "flowgate",
    section: "queues.consumers",
    entry: { queue: "flowgate", max_retries: MANY_RETRIES, dead_letter_queue: "flowgate-dead" },
  },
  { name: "LEDGER", section: "durable_objects.bindings", entry: { name: "LEDGER", class_name: "Ledger" } },
];

/** Whether some route runs its flow after it answered. */
export function answersLater(flows: readonly Flow[]): boolean {
  return needsOf(flows, { capabilities, catalog }).routes.some(({ spec }) => spec.respond === "async");
}

/** By dead-letter queue, the flow whose messages end there; of several flows the first. */
export function deadLetterFlows(flows: readonly Flow[], config: WranglerConfig): Readonly<Record<string, string>> {
  const { queues } = needsOf(flows, { capabilities, catalog });
  const consumed = new Set(queues.map(({ spec }) => spec.queue));
  const dead = queues.map(({ flow, spec }) => [deadLetterQueueOf(spec, config), flow.name] as const).reverse();
  return Object.fromEntries(dead.filter(([queue]) => !consumed.has(queue)));
}

/** A file as wrangler sees it at its top; undefined for one that does not parse. */
export function configIn(file: string, text: string): WranglerConfig | undefined {
  const read = parseWranglerFile(file, text);
  return read.ok ? openConfig(read.file).config : undefined;
}
