import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CliError } from "../cli-error.ts";

/** What is used of wrangler's `createTestHarness`, which runs a built Worker in workerd. */
export interface Harness {
  readonly listen: () => Promise<unknown>;
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>;
  readonly getWorker: () => HarnessWorker;
  readonly getLogs: () => readonly { readonly message: string }[];
  readonly close: () => Promise<void>;
}

export interface HarnessWorker {
  readonly scheduled: (tick: { readonly cron: string; readonly scheduledTime: Date }) => Promise<unknown>;
  readonly getExport: () => Promise<{
    readonly queue: (queue: string, messages: readonly HarnessMessage[]) => Promise<BatchResult>;
  }>;
}

export interface HarnessMessage {
  readonly id: string;
  readonly timestamp: Date;
  readonly attempts: number;
  readonly body: unknown;
}

export interface BatchResult {
  readonly retryMessages: readonly { readonly msgId: string; readonly delaySeconds?: number }[];
}

type WranglerModule = {
  readonly createTestHarness?: (options: { workers: readonly { configPath: string }[] }) => Harness;
};

/** Bundles and starts the Worker of a wrangler file, with the project's own wrangler. Rejects with a `CliError`. */
export async function startHarness(project: string, configPath: string): Promise<Harness> {
  // Read when wrangler is loaded: it sends nothing, asks nobody where this is, and says only what is wrong.
  Object.assign(process.env, QUIET);
  const { createTestHarness } = await wranglerOf(project);
  if (!createTestHarness) {
    throw new CliError("CLI204", "this wrangler cannot run a Worker for others", { next: "update wrangler to 4.155" });
  }
  const harness = createTestHarness({ workers: [{ configPath }] });
  try {
    await harness.listen();
    return { ...harness, fetch: async (path, init) => own(await harness.fetch(path, init)) };
  } catch (cause) {
    await harness.close().catch(() => undefined);
    const [line = ""] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    throw new CliError("CLI203", `the Worker does not start: ${line}`, {
      cause,
      next: "correct what it says; --verbose shows all of it",
    });
  }
}

/** Wrangler brings a `Response` of its own, which is none of this process's. */
const own = ({ body, status, headers }: Response): Response =>
  new Response(body, { status, headers: [...headers.entries()] });

const QUIET = { WRANGLER_SEND_METRICS: "false", WRANGLER_LOG: "error", CLOUDFLARE_CF_FETCH_ENABLED: "false" };

async function wranglerOf(project: string): Promise<WranglerModule> {
  try {
    const path = createRequire(join(project, "package.json")).resolve("wrangler");
    return await import(pathToFileURL(path).href);
  } catch (cause) {
    throw new CliError("CLI204", "wrangler is not installed here", { cause });
  }
}
