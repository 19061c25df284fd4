import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capabilities } from "../../capabilities/index.ts";
import { catalog } from "../../gateway/mount/full-catalog.ts";
import { checkFlows } from "../../gateway/mount/mount.ts";
import type { WranglerConfig } from "../../gateway/preflight/wrangler-config.ts";
import { needsOf } from "../../gateway/readiness/needs.ts";
import type { Diagnostic } from "../../kernel/errors/diagnostic.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import { scratchFolder } from "../files/scratch.ts";
import { configIn } from "../wrangler-file.ts";
import { bundle } from "./bundle.ts";
import { dashboardFiles } from "./dashboard-files.ts";
import { entryText } from "./entry.ts";
import { answersLater, deadLetterFlows, largeBuckets } from "./features.ts";
import type { FlowOrigin } from "./flow-origin.ts";
import { existingFolder, writeFolder } from "./folder.ts";
import { LOCK_FILE, lockText } from "./lock.ts";
import { readmeText } from "./readme.ts";
import { type BundleSizes, bundleSizes } from "./sizes.ts";
import { completeConfig, startingConfig, type WorkerConfigOptions } from "./worker-config.ts";

export interface PackageOptions extends Omit<WorkerConfigOptions, "dashboard"> {
  /** The project: its modules resolve from here. */
  readonly project: string;
  readonly origins: readonly FlowOrigin[];
  /** Absolute, and as messages call it. */
  readonly out: string;
  readonly shownOut: string;
  readonly objects: string | undefined;
  readonly version: string;
  readonly minify: boolean;
  readonly admin: boolean;
  readonly wrangler: string;
}

/** What was written. */
export interface Packaged {
  readonly files: readonly string[];
  readonly sizes: BundleSizes;
  readonly warnings: readonly Diagnostic[];
}

/** Makes a folder that deploys, or says what is wrong. Nothing is written unless all of it can be. */
export async function packageWorkers(options: PackageOptions): Promise<Result<Packaged, readonly Diagnostic[]>> {
  const { flows, out, shownOut } = options;
  const invalid = checkFlows(flows);
  if (invalid.some(isError)) return fail(invalid);
  const before = existingFolder(out, shownOut);
  const dashboard = options.admin ? dashboardFiles() : new Map<string, string>();
  const configured = { ...options, dashboard: dashboard.size > 0 };
  const start = before.wrangler ?? { file: "wrangler.toml", text: startingConfig(configured) };
  const { file, text, findings } = completeConfig(start.file, start.text, configured);
  const config = configIn(file, text);
  if (!config || findings.some(isError)) return fail(findings);
  const bundled = await bundleEntry(config, options);
  const files = new Map([
    ["worker.js", bundled.code],
    ["worker.js.map", bundled.map],
    ...flows.map(({ name, ir }) => [`flows/${name}.flow.json`, `${JSON.stringify(ir, null, 2)}\n`] as const),
    ...dashboard,
    [
      "README.md",
      readmeText({ ...configured, wranglerFile: file, settings: config.settings, secrets: secretsOf(options) }),
    ],
  ]);
  const identity = {
    flowgate: options.version,
    flows: flows.map(({ name, version, ir }) => ({ name, version, id: ir.id })),
  };
  const lock = lockText(identity, files);
  const all = new Map([...files, [file, text], [LOCK_FILE, lock]]);
  writeFolder(out, all, before.lock);
  return ok({ files: [...all.keys()].sort(), sizes: bundled.sizes, warnings: [...invalid, ...findings] });
}

const isError = ({ severity }: Diagnostic) => severity === "error";

function secretsOf({ flows, admin }: PackageOptions): readonly string[] {
  const uses = needsOf(flows, { capabilities, catalog }).uses;
  const used = uses.flatMap(({ use }) => (use.kind === "secret" ? [use.binding ?? ""] : []));
  return [...new Set([...used, ...(admin ? ["FLOWGATE_ADMIN_TOKENS"] : [])])];
}

interface Bundled {
  readonly code: string;
  readonly map: string;
  readonly sizes: BundleSizes;
}

/** In a folder of the project's own, from which its packages resolve; it is gone afterwards. */
async function bundleEntry(config: WranglerConfig, options: PackageOptions): Promise<Bundled> {
  const { project, origins, flows, objects, wrangler, minify } = options;
  const scratch = scratchFolder(join(project, ".wrangler"), "package-");
  const staging = scratch.path;
  try {
    const path = join(staging, "worker.ts");
    const deadLetters = deadLetterFlows(flows, config);
    const deferred = answersLater(flows);
    const parts = { path, origins, config, objects, deadLetters, deferred, largeBuckets: largeBuckets(flows) };
    const entry = entryText({ ...parts, admin: options.admin });
    writeFileSync(path, entry);
    writeFileSync(join(staging, "wrangler.toml"), stagingConfig(config));
    await bundle(wrangler, staging, minify);
    const code = readFileSync(join(staging, "out", "worker.js"), "utf8");
    const map = readFileSync(join(staging, "out", "worker.js.map"), "utf8");
    const sizes = bundleSizes(code, readFileSync(join(staging, "out", "meta.json"), "utf8"));
    return { code, map, sizes };
  } finally {
    scratch.remove();
  }
}

/** Only what bundling depends on. */
function stagingConfig({ settings }: WranglerConfig): string {
  const { compatibility_date: date, compatibility_flags: flags = [] } = settings;
  return [
    'name = "package"',
    'main = "worker.ts"',
    // Without it, every function that is made inside another is given its name anew, whenever it is made.
    "keep_names = false",
    `compatibility_date = ${JSON.stringify(date)}`,
    `compatibility_flags = ${JSON.stringify(flags)}`,
    "",
  ].join("\n");
}
