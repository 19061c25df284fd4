import type { AnyFlow } from "../../gateway/mount/mount.ts";
import type { TriggerSpec } from "../../kernel/author/trigger.ts";
import { type FlowRun, type RunFlowOptions, runEvent } from "../../kit/run-flow.ts";
import type { CronTrigger } from "../../triggers/cron/author.ts";
import { cronTrigger } from "../../triggers/cron/trigger.ts";
import type { HttpTrigger } from "../../triggers/http/author.ts";
import { createHttpRoutes } from "../../triggers/http/routes.ts";
import { httpTrigger } from "../../triggers/http/trigger.ts";
import type { QueueTrigger } from "../../triggers/queue/author.ts";
import { queueTrigger } from "../../triggers/queue/trigger.ts";
import { rpcTrigger } from "../../triggers/rpc.ts";
import { CliError } from "../cli-error.ts";
import { type RequestParts, requestFor } from "./request.ts";

export const KINDS = ["call", "http", "queue", "cron"] as const;
export type Kind = (typeof KINDS)[number];

export interface EventParts extends RequestParts {
  readonly kind: Kind;
  /** Deliveries of a message. */
  readonly attempts: number;
}

/** Runs a flow as an event of that kind would, in this process. */
export function runAs(flow: AnyFlow, parts: EventParts, options: RunFlowOptions): Promise<FlowRun<unknown>> {
  switch (parts.kind) {
    case "call":
      return runEvent({ flow, trigger: rpcTrigger, raw: { flow: flow.name, payload: parts.payload } }, options);
    case "http":
      return runRequest(flow, parts, options);
    case "queue":
      triggerOf<QueueTrigger>(flow, "queue");
      return runEvent({ flow, trigger: queueTrigger, raw: messageOf(parts) }, options);
    case "cron": {
      const { tick } = triggerOf<CronTrigger>(flow, "cron");
      return runEvent({ flow, trigger: cronTrigger, raw: { cron: tick, scheduledTime: thisMinute() } }, options);
    }
  }
}

/** The flow's first trigger of a kind. */
export function triggerOf<Spec extends TriggerSpec>(flow: AnyFlow, kind: Spec["kind"]): Spec {
  const { triggers } = flow.definition;
  const found = triggers.find((spec): spec is Spec => spec.kind === kind);
  if (found) return found;
  const there = triggers.map((spec) => spec.kind).join(", ") || "none";
  throw new CliError("CLI107", `flow ${flow.name} has no ${kind} trigger`, { next: `use one that it has: ${there}` });
}

/** Through the router, so that params and query are read as they will be. */
async function runRequest(flow: AnyFlow, parts: EventParts, options: RunFlowOptions): Promise<FlowRun<unknown>> {
  const spec = triggerOf<HttpTrigger>(flow, "http");
  let ran: FlowRun<Response> | undefined;
  const handle = async (raw: Parameters<typeof httpTrigger.open>[0]) => {
    ran = await runEvent({ flow, trigger: httpTrigger, raw }, options);
    return ran.reply;
  };
  await createHttpRoutes([{ method: spec.method, path: spec.path, handle }])(requestFor(spec, parts));
  if (ran) return ran;
  throw new CliError("CLI001", `${parts.path} is not a path of ${spec.method} ${spec.path}`);
}

function messageOf({ payload, attempts }: EventParts) {
  return { id: "run-1", timestamp: new Date(), body: payload, attempts };
}

const MINUTE_MS = 60_000;
export const thisMinute = () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
