import { hasMethods, type ObjectNamespace } from "../../base/bindings.ts";
import { within } from "../../base/waiting.ts";
import { FlowError, failure } from "../../kernel/errors/failure.ts";
import type { RateLimit } from "../../kernel/plan/plan.ts";
import type { Clock, Limiter } from "../../kernel/ports.ts";
import { memoryLimiter } from "../../kernel/run/limiter.ts";
import type { RateObject } from "../stores/bound.ts";

/** The platform's rate-limit binding. */
export interface PlatformRate {
  limit(options: { readonly key: string }): Promise<{ readonly success: boolean }>;
}

export interface LimiterParts {
  /** Undefined where none is bound: then each isolate counts for itself. */
  readonly objects: ObjectNamespace<RateObject> | undefined;
  /** What the environment binds under a name. */
  readonly bound: (binding: string) => unknown;
  readonly clock: Clock;
}

const TIMEOUT_MS = 2_000;

/** Holds rates over all isolates: exactly, or about where the flow names a binding. What cannot be counted is refused. */
export function gatewayLimiter({ objects, bound, clock }: LimiterParts): Limiter {
  const memory = memoryLimiter();
  return {
    take(rate, nowMs) {
      if (rate.binding !== undefined) return counted(clock, takeAtPlatform(rate, bound(rate.binding)));
      if (!objects) return memory.take(rate, nowMs);
      return counted(clock, objects.getByName(rate.key).take(rate.qps, rate.burst));
    },
  };
}

async function counted(clock: Clock, taking: Promise<number>): Promise<number> {
  try {
    return await within(clock, TIMEOUT_MS, taking);
  } catch (cause) {
    throw FlowError.of(failure("RES105", "the rate cannot be counted now", { cause }));
  }
}

/** The platform says only yes or no; after a no, a permit is due when the average allows one. */
async function takeAtPlatform({ key, qps }: RateLimit, binding: unknown): Promise<number> {
  if (!isPlatformRate(binding)) throw new Error("no rate-limit binding has this name");
  const { success } = await binding.limit({ key });
  return success ? 0 : Math.max(1_000, 1_000 / qps);
}

function isPlatformRate(bound: unknown): bound is PlatformRate {
  return hasMethods(bound, ["limit"]);
}
