import type { RetryClass } from "../errors/code-row.ts";
import type { IrSurface } from "../ir/schema.ts";
import type { EdgeOptions } from "./place.ts";

export interface ForEachOptions extends EdgeOptions {
  readonly over: string;
  readonly items: string;
  readonly concurrency?: number;
  readonly settle?: boolean;
}

export interface ErrorHandlerOptions<Alias extends string> {
  readonly nodes: readonly Alias[];
  readonly strategy: "retry" | "fail" | "continue";
  /** Tries beyond the first; default 3. */
  readonly maxRetries?: number;
  /** Wait before the first retry, doubled for each one after; default 100. */
  readonly backoffMs?: number;
  /** Longest wait; default 30,000. */
  readonly maxBackoffMs?: number;
  /** Waits a random time between 0 and the backoff, so that retries spread; default true. */
  readonly jitter?: boolean;
}

/** A surface without the optional fields that were not given. */
function make(id: string, kind: string, targets: readonly string[], config: Record<string, unknown>): IrSurface {
  const given = Object.entries(config).filter(([, value]) => value !== undefined);
  return { id, kind, targets: [...new Set(targets)], config: { v: 1, ...Object.fromEntries(given) } };
}

export function branch(
  source: string,
  pointer: string,
  to: { readonly then: string; readonly else?: string },
): IrSurface {
  const config = { source, selector_pointer: pointer, then: to.then, else: to.else };
  return make(`if:${source}`, "if", [source, to.then, ...(to.else === undefined ? [] : [to.else])], config);
}

export function choose(
  source: string,
  pointer: string,
  to: { readonly cases: Readonly<Record<string, string>>; readonly default?: string },
): IrSurface {
  const targets = [source, ...Object.values(to.cases), ...(to.default === undefined ? [] : [to.default])];
  const config = { source, selector_pointer: pointer, cases: { ...to.cases }, default: to.default };
  return make(`switch:${source}`, "switch", targets, config);
}

export function forEach(alias: string, { over, items, concurrency, settle }: ForEachOptions): IrSurface {
  const config = { source: over, items_pointer: items, body_entry: alias, concurrency, settle };
  return make(`for_each:${alias}`, "for_each", [over, alias], config);
}

/** `index` tells several handlers of one flow apart. */
export function errorHandler(options: ErrorHandlerOptions<string>, index: number): IrSurface {
  return make(`error_handler:${index}`, "error_handler", options.nodes, {
    scope: { nodes: [...options.nodes] },
    strategy: options.strategy,
    max_retries: options.maxRetries,
    backoff_ms: options.backoffMs,
    max_backoff_ms: options.maxBackoffMs,
    jitter: options.jitter,
  });
}

/** Hands the failures of `nodes` to `to`. */
export function catcher(nodes: readonly string[], to: string, options: CatchOptions): IrSurface {
  const { codes, class: classes } = options;
  return make(`catch:${nodes[0]}`, "error_handler", [...nodes, to], {
    scope: { nodes: [...nodes] },
    strategy: "catch",
    to,
    codes: codes && [...codes],
    classes: classes === undefined ? undefined : typeof classes === "string" ? [classes] : [...classes],
  });
}

/** Which failures are caught; with both given, a failure has to be of both. Left out, every one. */
export interface CatchOptions {
  readonly codes?: readonly string[];
  readonly class?: RetryClass | readonly RetryClass[];
}

export interface RateLimitOptions {
  /** Runs a second, on average. */
  readonly qps: number;
  /** Runs at once. */
  readonly burst: number;
  /** A `ratelimits` binding of the wrangler file that counts instead: cheaper, per location, and about. */
  readonly binding?: string;
}

export function rateLimit(target: string, { qps, burst, binding }: RateLimitOptions): IrSurface {
  const config = { target, qps, burst, ...(binding !== undefined && { binding }) };
  return make(`rate_limit:${target}`, "rate_limit", [target], config);
}

export function timeout(target: string, timeoutMs: number): IrSurface {
  return make(`timeout:${target}`, "timeout", [target], { target, ms: timeoutMs });
}
