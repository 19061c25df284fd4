import type { Limiter } from "../ports.ts";

/** Rate limits in memory: exact within one isolate, unknown to the others. One entry per rate-limited node. */
export function memoryLimiter(): Limiter {
  const fullAtMs = new Map<string, number>();
  return {
    take({ key, qps, burst }, nowMs) {
      const taken = takePermit(fullAtMs.get(key) ?? 0, qps, burst, nowMs);
      fullAtMs.set(key, taken.fullAtMs);
      return taken.waitMs;
    },
  };
}

/**
 * The generic cell rate algorithm (ITU-T I.371): one number says when the bucket is full again. `waitMs` 0 means that
 * a permit was taken.
 */
export function takePermit(fullAtMs: number, qps: number, burst: number, nowMs: number) {
  const intervalMs = 1000 / qps;
  const next = Math.max(fullAtMs, nowMs) + intervalMs;
  const waitMs = next - nowMs - burst * intervalMs;
  return waitMs > 1e-6 ? { fullAtMs, waitMs } : { fullAtMs: next, waitMs: 0 };
}
