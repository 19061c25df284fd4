import { DurableObject } from "cloudflare:workers";
import { takePermit } from "../../kernel/run/limiter.ts";
import type { RateObject } from "../stores/bound.ts";

const FULL_AT_MS = "full_at_ms";

/** Counts one rate for all isolates. One number is all that it stores. */
export class RateLimiter extends DurableObject implements RateObject {
  async take(qps: number, burst: number): Promise<number> {
    const { kv } = this.ctx.storage;
    const { fullAtMs, waitMs } = takePermit(kv.get<number>(FULL_AT_MS) ?? 0, qps, burst, Date.now());
    if (waitMs === 0) kv.put(FULL_AT_MS, fullAtMs);
    return waitMs;
  }
}
