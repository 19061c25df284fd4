import { sinks } from "../telemetry/index.ts";
import { createReport, type Sink } from "../telemetry/sink.ts";
import type { RawTick } from "../triggers/cron/trigger.ts";
import type { RpcCall, RpcReply } from "../triggers/rpc.ts";
import { environments } from "./environment.ts";
import { createFetch } from "./http.ts";
import { createInvoke } from "./invoke.ts";
import { type AnyFlow, mountFlows } from "./mount.ts";
import { ownRoutes } from "./own-routes.ts";
import { createQueue } from "./queue.ts";
import { createScheduled } from "./scheduled.ts";
import type { Context } from "./telemetry.ts";

export interface GatewayOptions {
  readonly flows: readonly AnyFlow[];
  /** Where finished runs are told. Default: one log line and one Analytics Engine data point each. */
  readonly sinks?: readonly Sink[];
}

/** The three handlers of a Worker, and a call that needs none of them. None of the four rejects. */
export interface Gateway {
  readonly fetch: (request: Request, env: object, context: Context) => Promise<Response>;
  readonly queue: (batch: MessageBatch, env: object, context: Context) => Promise<void>;
  readonly scheduled: (tick: RawTick, env: object, context: Context) => Promise<void>;
  /** Runs a flow by name with a payload. */
  readonly invoke: (call: RpcCall, env: object, context: Context) => Promise<RpcReply>;
}

/**
 * Mounts flows on one Worker: `export default createGateway({ flows })`. Throws an `InvalidFlowsError` with every
 * finding when a flow does not validate; a flow whose bindings are missing answers 503 and lets the others serve.
 */
export function createGateway({ flows, sinks: told = sinks }: GatewayOptions): Gateway {
  const mounted = mountFlows(flows);
  const parts = { report: createReport(told), environmentOf: environments(mounted) };
  return {
    fetch: createFetch(mounted, ownRoutes(mounted), parts),
    queue: createQueue(mounted, parts),
    scheduled: createScheduled(mounted, parts),
    invoke: createInvoke(mounted, parts),
  };
}
