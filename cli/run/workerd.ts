import { randomUUID } from "node:crypto";
import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AnyFlow } from "../../gateway/mount/mount.ts";
import type { WranglerConfig } from "../../gateway/preflight/wrangler-config.ts";
import { CliError } from "../cli-error.ts";
import { scratchFolder } from "../files/scratch.ts";
import type { Io } from "../io.ts";
import { configOf, type WranglerChoice } from "../open-wrangler-file.ts";
import { answersLater, largeBuckets } from "../package/features.ts";
import type { FlowOrigin } from "../package/flow-origin.ts";
import { completeConfig, startingConfig } from "../package/worker-config.ts";
import { compatibilityDate } from "../workerd-date.ts";
import { configIn } from "../wrangler-file.ts";
import type { EventParts } from "./event.ts";
import { type Harness, startHarness } from "./harness.ts";
import type { RunResult } from "./reply.ts";
import type { TellableResult } from "./result.ts";
import { sender } from "./workerd-events.ts";
import { type ReportedRun, runWorkerConfig, runWorkerText } from "./workerd-worker.ts";

export interface WorkerdOptions extends WranglerChoice {
  /** The flows of the Worker, this one among them. */
  readonly origins: readonly FlowOrigin[];
  /** Variables and secrets beside those of the wrangler file and of `.dev.vars`. */
  readonly vars: Readonly<Record<string, string>>;
  /** The module that exports Durable Object classes of the project's own. Absolute. */
  readonly objects: string | undefined;
  /** Print a stream's items as they come. */
  readonly items: boolean;
}

const MARK = "flows-run ";

/** Runs a flow in workerd as an event of that kind would, with bindings that are local and empty. */
export async function runInWorkerd(
  flow: AnyFlow,
  parts: EventParts,
  options: WorkerdOptions,
  io: Io,
): Promise<Omit<TellableResult, "as">> {
  const callPath = `/${randomUUID()}`;
  const send = sender(flow, parts, { callPath, items: options.items }, io);
  const config = configOf(options, io.cwd) ?? madeConfig(options, io.cwd);
  const scratch = scratchFolder(join(io.cwd, ".wrangler"), "run-");
  const staging = scratch.path;
  try {
    writeWorker(staging, { config, callPath, options }, io.cwd);
    io.err("starting workerd ...");
    const harness = await startHarness(io.cwd, join(staging, CONFIG));
    try {
      const replied = await send(harness);
      return resultOf(flow.name, replied, await reportedRun(harness, flow.name));
    } finally {
      await harness.close();
    }
  } finally {
    scratch.remove();
  }
}

const CONFIG = "wrangler.json";

interface Written {
  readonly config: WranglerConfig;
  readonly callPath: string;
  readonly options: WorkerdOptions;
}

function writeWorker(staging: string, { config, callPath, options }: Written, cwd: string): void {
  const { origins, objects, vars } = options;
  const path = join(staging, "worker.ts");
  const flows = origins.map(({ flow }) => flow);
  const features = { deferred: answersLater(flows), largeBuckets: largeBuckets(flows) };
  writeFileSync(path, runWorkerText({ path, origins, config, objects, ...features, callPath, mark: MARK }));
  writeFileSync(join(staging, CONFIG), runWorkerConfig(config, vars));
  const secrets = join(cwd, ".dev.vars");
  if (existsSync(secrets)) copyFileSync(secrets, join(staging, ".dev.vars"));
}

/** For a project without a wrangler file: what its flows need. */
function madeConfig({ origins }: WorkerdOptions, cwd: string): WranglerConfig {
  const flows = origins.map(({ flow }) => flow);
  const making = {
    name: "flows-run",
    flows,
    dashboard: false,
    plan: "paid",
    compatibilityDate: compatibilityDate(cwd),
  } as const;
  const made = configIn("wrangler.toml", completeConfig("wrangler.toml", startingConfig(making), making).text);
  if (made) return made;
  throw new CliError("CLI900", "the Worker's configuration does not parse");
}

function resultOf(flow: string, replied: RunResult, run: ReportedRun | undefined): Omit<TellableResult, "as"> {
  if (!run) return { flow, nodes: [], durationMs: 0, ...replied };
  const { outcome: kind, failure, nodes, durationMs, settlement } = run;
  // The platform is told of an ack; that it went to the dead letters only the gateway knows.
  const value = settlement === "dead_letter" ? { kind: settlement } : replied.value;
  return { flow, nodes, durationMs, ...replied, value, ended: { kind, ...(failure && { failure }) } };
}

const REPORT_MS = 5_000;
const ASK_EVERY_MS = 20;

/** A run is told of when its event is answered, so its line may come a little later. */
async function reportedRun(harness: Harness, flow: string): Promise<ReportedRun | undefined> {
  for (const endAtMs = Date.now() + REPORT_MS; Date.now() < endAtMs; await sleep(ASK_EVERY_MS)) {
    const lines = harness.getLogs().filter(({ message: text }) => text.startsWith(MARK));
    const runs = lines.map(({ message: text }): ReportedRun => JSON.parse(text.slice(MARK.length)));
    const found = runs.find((run) => run.flow === flow);
    if (found) return found;
  }
  return undefined;
}
