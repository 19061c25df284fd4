import { sinks as telemetrySinks } from "../telemetry/index.ts";
import { Redactor } from "../telemetry/redact.ts";
import { createReport, type Sink } from "../telemetry/sink.ts";
import type { Tracing } from "../telemetry/spans.ts";
import type { RawTick } from "../triggers/cron/trigger.ts";
import type { RpcCall, RpcReply } from "../triggers/rpc.ts";
import { firstOf } from "./entries/bodies.ts";
import { createFetch } from "./entries/http.ts";
import { createInvoke } from "./entries/invoke.ts";
import { ownRoutes } from "./entries/own-routes.ts";
import { createQueue } from "./entries/queue.ts";
import { createScheduled } from "./entries/scheduled.ts";
import { createDaily } from "./features/daily.ts";
import type { Feature } from "./features/feature.ts";
import { historySink } from "./features/history-sink.ts";
import { type AnyFlow, mountFlows } from "./mount/mount.ts";
import type { Context } from "./pipeline/context.ts";
import { environments } from "./pipeline/environment.ts";

export interface GatewayOptions {
  readonly flows: readonly AnyFlow[];
  /** Where finished runs are told. Default: a log line, an Analytics Engine data point, and the history if it is bound. */
  readonly sinks?: readonly Sink[];
  /** `tracing` of cloudflare:workers: runs and their nodes become spans. Left out, there are none. */
  readonly tracing?: Tracing;
  /**
   * Names of fields whose values no log line and no history shows, in any spelling: `["iban", "tax id"]`. They come on top
   * of those of credentials, which docs/telemetry.md lists.
   */
  readonly redact?: readonly string[];
  /** What else it can do: `adminApi`, `deferredRuns()`, `largeMessages()`, `deadLetterStore({ … })`. Default: nothing else. */
  readonly features?: readonly Feature[];
}

/** The three handlers of a Worker, and a call that needs none of them. None of the four rejects. */
export interface Gateway {
  readonly fetch: (request: Request, env: object, context: Context) => Promise<Response>;
  readonly queue: (batch: MessageBatch, env: object, context: Context) => Promise<void>;
  readonly scheduled: (tick: RawTick, env: object, context: Context) => Promise<void>;
  /** Runs a flow by name with a payload. */
  readonly invoke: (call: RpcCall, env: object, context: Context) => Promise<RpcReply>;
}

type Handle<Event> = (event: Event, env: object, context: Context) => Promise<void>;

/**
 * Mounts flows on one Worker: `export default createGateway({ flows })`. Throws an `InvalidFlowsError` with every
 * finding when a flow does not validate; a flow whose bindings are missing answers 503, says why in the log, and lets the others serve.
 */
export function createGateway({ flows, sinks, tracing, redact, features = [] }: GatewayOptions): Gateway {
  const mounted = mountFlows(flows);
  const told = sinks ?? [...telemetrySinks, historySink()];
  const report = createReport(told);
  const defer = features.find((feature) => feature.defer)?.defer;
  const keepFailure = features.find((feature) => feature.keepFailure)?.keepFailure;
  const isOperator = features.find((feature) => feature.isOperator)?.isOperator;
  const redactor = new Redactor(redact);
  const world = { tracing, sinks: told, defer, keepFailure, redactor };
  const parts = { report, environmentOf: environments(mounted, world) };
  const own = { flows: mounted, report };
  const routes = [...ownRoutes(mounted), ...features.flatMap((feature) => feature.routes?.(own) ?? [])];
  const consumers = Object.assign({}, ...features.map((feature) => feature.consumers?.(own)));
  const ownConsumers = Object.assign({}, ...features.map((feature) => feature.ownConsumers?.(own)));
  const openBody = firstOf(features.flatMap((feature) => feature.openBody ?? []));
  const doDaily = createDaily(features);
  const withDaily =
    <Event>(handle: Handle<Event>): Handle<Event> =>
    async (event, env, context) => {
      await handle(event, env, context);
      doDaily?.(parts.environmentOf(env), context);
    };
  return {
    fetch: createFetch(mounted, routes, { ...parts, isOperator }),
    queue: withDaily(createQueue(mounted, { ...parts, consumers, ownConsumers, openBody })),
    scheduled: withDaily(createScheduled(mounted, parts)),
    invoke: createInvoke(mounted, parts),
  };
}
