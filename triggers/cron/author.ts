import { type EventKeys, keysWiring } from "../event-keys.ts";
import { given } from "../wiring.ts";
import { cronProvider } from "./provider.ts";
import type { CronTrigger } from "./spec.ts";

export type { CronPayload, CronTrigger } from "./spec.ts";

export interface CronOptions {
  /** IANA name, such as `Europe/Paris`, that the schedule is read in. Default: UTC, as the platform has it. */
  readonly timezone?: string;
  /** The cron of the wrangler file that fires it. Default: the schedule, or with a time zone `* * * * *`. */
  readonly tick?: string;
  /** How long a tick is remembered, so that it runs once however often it fires; `false` runs each firing. */
  readonly idempotency?: Pick<EventKeys, "ttlMs"> | false;
  /** While the tick before is still running, `skip` passes over this one and `queue` waits. Default `allow`. */
  readonly overlap?: "allow" | "skip" | "queue";
  /** Starts a random time of at most this after the tick, so that many gateways do not call at once. At most 600,000. */
  readonly jitterMs?: number;
  readonly timeoutMs?: number;
  readonly alias?: string;
}

/** Runs a flow on a schedule, in Cloudflare's cron grammar: five fields, UTC, and 1 is Sunday. */
export function cron(schedule: string, options: CronOptions = {}): CronTrigger {
  const { timezone, timeoutMs, alias, idempotency, overlap = "allow", jitterMs = 0 } = options;
  const tick = options.tick ?? (timezone === undefined ? schedule : "* * * * *");
  return Object.freeze({
    kind: "cron" as const,
    provider: cronProvider,
    schedule,
    timezone,
    tick,
    idempotency,
    overlap,
    jitterMs,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(alias !== undefined && { alias }),
    wiring: {
      kind: "cron",
      schedule,
      ...given({
        timezone,
        tick: tick === schedule ? undefined : tick,
        timeout_ms: timeoutMs,
        jitter_ms: jitterMs || undefined,
      }),
      ...keysWiring(idempotency),
      ...(overlap !== "allow" && { overlap }),
    },
  });
}
