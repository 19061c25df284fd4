import { QUEUE_LIMITS } from "../../capabilities/limits.ts";
import type { Flow } from "../../kernel/author/definition.ts";
import { type Diagnostic, diagnostic, type Location } from "../../kernel/errors/diagnostic.ts";
import { CONSUMER_LIMITS, LIMITS, MEMORY_BYTES } from "../limits.ts";
import type { FlowRule, Needs } from "./rule.ts";

/** A number that a flow asks for, and the platform's own. */
interface Asked extends Limit {
  readonly what: string;
  readonly value: number | undefined;
  readonly at: Location;
}

interface Limit {
  readonly max: number;
  readonly unit: string;
  /** What the platform does at its limit. */
  readonly limit: string;
}

/** LIMIT101: no timeout, count or size of a flow is above what the platform allows. */
export const flowsFitThePlatform: FlowRule = (needs) =>
  [
    ...needs.queues.flatMap(queueNumbers),
    ...needs.crons.flatMap(cronNumbers),
    ...needs.routes.flatMap(routeNumbers),
    ...needs.flows.flatMap(stepNumbers),
  ].flatMap(aboveLimit);

function aboveLimit({ what, value, max, unit, limit, at }: Asked): readonly Diagnostic[] {
  if (value === undefined || value <= max) return [];
  const message = `${what} is ${number(value)} ${unit}; ${limit} ${number(max)} ${unit}`;
  return [diagnostic("LIMIT101", message, at, `lower it to at most ${max}`)];
}

/** Digits in groups, whatever the machine's own language. */
const number = (value: number) => value.toLocaleString("en");

const queueWall: Limit = { max: LIMITS.queueWallMs, unit: "ms", limit: "the platform ends a batch of messages after" };
const cronWall: Limit = { max: LIMITS.cronWallMs, unit: "ms", limit: "the platform ends what a cron started after" };
const delay: Limit = { max: QUEUE_LIMITS.maxDelaySeconds * 1000, unit: "ms", limit: "a message waits at most" };
const memory: Limit = { max: MEMORY_BYTES, unit: "bytes", limit: "the body is held, and all memory of a Worker is" };
const deliveries: Limit = {
  max: CONSUMER_LIMITS.max_retries.max + 1,
  unit: "deliveries",
  limit: "the platform gives a message at most",
};

function queueNumbers({ flow, node, spec }: Needs["queues"][number]): readonly Asked[] {
  const at = { flow: flow.name, node };
  return [
    { what: "timeoutMs", value: spec.timeoutMs, ...queueWall, at },
    { what: "visibilityTimeoutMs", value: spec.visibilityTimeoutMs, ...queueWall, at },
    { what: "timeoutMs of the flow", value: flow.definition.options.timeoutMs, ...queueWall, at },
    { what: "retry.maxBackoffMs", value: spec.retry.maxBackoffMs, ...delay, at },
    { what: "retry.maxAttempts", value: spec.retry.maxAttempts, ...deliveries, at },
  ];
}

function cronNumbers({ flow, node, spec }: Needs["crons"][number]): readonly Asked[] {
  const at = { flow: flow.name, node };
  return [
    { what: "timeoutMs", value: spec.timeoutMs, ...cronWall, at },
    { what: "timeoutMs of the flow", value: flow.definition.options.timeoutMs, ...cronWall, at },
  ];
}

/** A stream is never held, so only the zone's plan bounds it. */
function routeNumbers({ flow, node, spec }: Needs["routes"][number]): readonly Asked[] {
  if (spec.body === "stream") return [];
  return [{ what: "maxBytes", value: spec.maxBytes, ...memory, at: { flow: flow.name, node } }];
}

/** Timeouts inside a flow that only queues and crons start; a request may take as long as its client stays. */
function stepNumbers({ name, definition, ir }: Flow): readonly Asked[] {
  const { triggers, placed, surfaces } = definition;
  const wall = triggers.some(({ kind }) => kind === "queue") ? queueWall : cronWall;
  if (triggers.length === 0 || !triggers.every(({ kind }) => kind === "queue" || kind === "cron")) return [];
  return [
    ...placed.map(({ alias, unit }) => ({
      what: "timeoutMs",
      value: unit.kind === "node" ? unit.timeoutMs : unit.definition.options.timeoutMs,
      ...wall,
      at: { flow: name, node: alias },
    })),
    ...ir.edges.map(({ from, to, timeout_ms }) => ({
      what: "timeoutMs",
      value: timeout_ms ?? undefined,
      ...wall,
      at: { flow: name, edge: { from, to } },
    })),
    ...surfaces.flatMap(({ id, kind, config }) =>
      kind === "timeout" && typeof config.ms === "number"
        ? [{ what: "timeout", value: config.ms, ...wall, at: { flow: name, surface: id } }]
        : [],
    ),
  ];
}
