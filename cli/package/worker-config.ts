import { tomlTable } from "../../capabilities/toml.ts";
import { preflight } from "../../gateway/preflight/preflight.ts";
import type { Diagnostic } from "../../kernel/errors/diagnostic.ts";
import { pasteFix } from "../paste-fix.ts";
import { parseWranglerFile } from "../wrangler-file.ts";
import { type FeatureOptions, withFeatures } from "./features.ts";

export interface WorkerConfigOptions extends FeatureOptions {
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
    "# worker.js is bundled already; its source map goes along, so that errors name places in the flows.",
    "no_bundle = true",
    "find_additional_modules = false",
    "upload_source_maps = true",
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
  return read.ok ? preflight({ flows, config: read.value, plan }) : [read.failure];
}
