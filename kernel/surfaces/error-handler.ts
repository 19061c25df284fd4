import * as v from "valibot";
import { type Diagnostic, diagnostic } from "../errors/diagnostic.ts";
import { at, type Graph } from "../ir/graph.ts";
import type { IrSurface } from "../ir/schema.ts";
import { catchFindings, isCatch, planCatch } from "./catch.ts";
import { alias, readConfig, targetFindings, textAt, unknownFindings, version, whole } from "./config.ts";
import type { ErrorPolicy, PlanEffect } from "./step-effect.ts";
import { triggerFindings } from "./step-target.ts";
import type { Surface } from "./surface.ts";

const DEFAULTS = { maxRetries: 3, backoffMs: 100, maxBackoffMs: 30_000, jitter: true };

const Config = v.looseObject({
  v: version,
  scope: v.looseObject(
    { nodes: v.pipe(v.array(alias, "must be a list of aliases"), v.minLength(1, "must name a node")) },
    "must be an object with `nodes`",
  ),
  strategy: v.picklist(["retry", "fail", "continue"], "must be retry, fail, continue or catch"),
  max_retries: v.optional(whole(0)),
  backoff_ms: v.optional(whole(0)),
  max_backoff_ms: v.optional(whole(0)),
  jitter: v.optional(v.boolean("must be true or false")),
});

type Config = v.InferOutput<typeof Config>;

/** Says what happens when one of its nodes fails: try again, fail the run, drop the branch and go on, or catch it. */
export const errorHandlerSurface: Surface = {
  kind: "error_handler",
  second: "CTRL130",
  sets: [
    { what: "error handling", of: (surface) => (isCatch(surface) ? [] : scopeOf(surface)) },
    { what: "catching", of: (surface) => (isCatch(surface) ? scopeOf(surface) : []) },
  ],
  retries: (surface) => (textAt(surface, "strategy") === "retry" ? scopeOf(surface) : []),
  check: (surface, graph) => {
    if (isCatch(surface)) return catchFindings(surface, graph);
    const read = readConfig(surface, graph, { schema: Config, code: "CTRL130" });
    if (!read.ok) return read.failure;
    const { nodes } = read.value.scope;
    return [
      ...targetFindings(surface, graph, nodes, "CTRL130"),
      ...unknownFindings(surface, graph, [...nodes, ...surface.targets], "CTRL131"),
      ...triggerFindings(surface, graph, nodes),
      ...policyFindings(surface, graph, read.value),
    ];
  },
  plan: (surface): PlanEffect => {
    if (isCatch(surface)) return planCatch(surface);
    const config = v.parse(Config, surface.config);
    const onError = policyOf(config);
    return Object.fromEntries(config.scope.nodes.map((node) => [node, { onError }]));
  },
};

function scopeOf(surface: IrSurface): readonly string[] {
  const read = v.safeParse(v.looseObject({ scope: Config.entries.scope }), surface.config);
  return read.success ? [...new Set(read.output.scope.nodes)] : [];
}

function policyFindings(surface: IrSurface, graph: Graph, config: Config): readonly Diagnostic[] {
  const { strategy, backoff_ms, max_backoff_ms, scope } = config;
  const problems: string[] = [];
  if (backoff_ms !== undefined && max_backoff_ms !== undefined && max_backoff_ms < backoff_ms) {
    problems.push(`config/max_backoff_ms is ${max_backoff_ms}, below config/backoff_ms, which is ${backoff_ms}`);
  }
  for (const node of new Set(scope.nodes)) {
    if (strategy === "fail" || !graph.nodes.get(node)?.streams) continue;
    problems.push(`node ${node} streams, and what was sent cannot be taken back; its strategy can only be fail`);
  }
  return problems.map((message) => diagnostic("CTRL130", message, at(graph, { surface: surface.id })));
}

function policyOf(config: Config): ErrorPolicy {
  const backoffMs = config.backoff_ms ?? Math.min(DEFAULTS.backoffMs, config.max_backoff_ms ?? DEFAULTS.backoffMs);
  return {
    strategy: config.strategy,
    maxRetries: config.max_retries ?? DEFAULTS.maxRetries,
    backoffMs,
    maxBackoffMs: config.max_backoff_ms ?? Math.max(DEFAULTS.maxBackoffMs, backoffMs),
    jitter: config.jitter ?? DEFAULTS.jitter,
  };
}
