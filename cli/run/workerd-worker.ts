import type { WranglerConfig } from "../../gateway/preflight/wrangler-config.ts";
import type { RunRecord } from "../../telemetry/run-record.ts";
import { type EntryOptions, entryParts } from "../package/entry.ts";

/** A run as the Worker reports it; its failure's cause comes as text. */
export type ReportedRun = Pick<
  RunRecord,
  "flow" | "outcome" | "failure" | "durationMs" | "settlement" | "nodes" | "streamItems"
>;

export interface RunWorkerOptions extends Omit<EntryOptions, "deadLetters" | "admin"> {
  /** Where flows can be called by name; no route of theirs. */
  readonly callPath: string;
  /** What a line of the log that reports a run begins with. */
  readonly mark: string;
}

/** A Worker with the flows that reports its runs in its log, and takes a call of a flow as a request. Pure. */
export function runWorkerText({ callPath, mark, ...options }: RunWorkerOptions): string {
  const { imports, exports, flows, features } = entryParts({ ...options, deadLetters: {}, admin: false });
  return [...imports, ...exports, body({ flows, features, callPath, mark })].join("\n");
}

const body = ({ flows, features, callPath, mark }: Readonly<Record<string, string>>) => `
const told = ({ flow, outcome, failure, durationMs, settlement, nodes, streamItems }) => {
  const text = failure && { ...failure, cause: failure.cause === undefined ? undefined : String(failure.cause) };
  return { flow, outcome, failure: text, durationMs, settlement, nodes, streamItems };
};
const report = {
  name: "flows-run",
  nodes: () => true,
  write: (runs) => runs.forEach((run) => console.log(${JSON.stringify(mark)} + JSON.stringify(told(run)))),
};
const gateway = createGateway({ flows: ${flows}, features: ${features}, sinks: [report] });

async function call(request, env, context) {
  const reply = await gateway.invoke(await request.json(), env, context);
  if (!reply.ok || !("stream" in reply)) return Response.json(reply);
  const encoder = new TextEncoder();
  const lines = async function* () {
    for await (const item of reply.stream) {
      yield item instanceof Uint8Array ? item : encoder.encode(JSON.stringify(item) + "\\n");
    }
  };
  return new Response(ReadableStream.from(lines()), { headers: { "content-type": "application/x-ndjson" } });
}

export default {
  fetch: (request, env, context) =>
    new URL(request.url).pathname === ${JSON.stringify(callPath)}
      ? call(request, env, context)
      : gateway.fetch(request, env, context),
  queue: gateway.queue,
  scheduled: gateway.scheduled,
};
`;

/** What a Worker that runs here, alone, has of a wrangler file: no routes, no build, no other Workers. */
const LOCAL = [
  "compatibility_date",
  "compatibility_flags",
  "vars",
  "kv_namespaces",
  "r2_buckets",
  "d1_databases",
  "queues",
  "durable_objects",
  "migrations",
  "analytics_engine_datasets",
  "ratelimits",
  "version_metadata",
] as const;

export function runWorkerConfig({ settings }: WranglerConfig, vars: Readonly<Record<string, string>>): string {
  const kept = Object.fromEntries(LOCAL.map((name) => [name, settings[name]]));
  const own = { name: "flows-run", main: "worker.ts", send_metrics: false, keep_names: false };
  return JSON.stringify({ ...kept, ...own, vars: { ...settings.vars, ...vars } });
}
