/**
 * The platform's own limits that guards are kept below. Sources: developers.cloudflare.com/workers/platform/limits,
 * /queues/platform/limits and /workers/runtime-apis/context, as of November 2026.
 */
export const LIMITS = {
  /** Longest wall time of one `scheduled` event. */
  cronWallMs: 15 * 60_000,
  /** Longest wall time of one `queue` event, which is a whole batch. */
  queueWallMs: 15 * 60_000,
  /** Work under `waitUntil` ends this long after the response was sent or the client left. */
  waitUntilMs: 30_000,
} as const;

/** A run goes on so long after its caller left, so that it ends, and settles its keys, before the platform ends it. */
export const CARRY_MS = LIMITS.waitUntilMs - 2_000;

/** Longest random wait before a tick's run, so that the run has a third of the platform's 15 minutes left. */
export const MAX_JITTER_MS = 10 * 60_000;

/** Left to the platform's limit for settling, records and replies, so that the gateway ends first. */
export const MARGIN_MS = 30_000;

/** Messages of one batch that run at once unless their trigger says otherwise; six connections may wait at a time. */
export const DEFAULT_CONCURRENCY = 10;

/** What a wrangler file may say of a consumer: developers.cloudflare.com/queues/platform/limits, as of November 2026. */
export const CONSUMER_LIMITS = {
  max_batch_size: { min: 1, max: 100 },
  /** Seconds. */
  max_batch_timeout: { min: 0, max: 60 },
  max_retries: { min: 0, max: 100 },
  max_concurrency: { min: 1, max: 250 },
  /** Seconds. */
  retry_delay: { min: 0, max: 86_400 },
} as const;

/** What the platform takes where the file says nothing; the local simulator takes less. */
export const CONSUMER_DEFAULTS = { max_batch_size: 10, max_retries: 3 } as const;

/** developers.cloudflare.com/workers/platform/limits, as of November 2026. */
export const PLAN_LIMITS = {
  free: { crons: 5, cpuMs: 10 },
  paid: { crons: 250, cpuMs: 300_000 },
} as const;

/** A request's body that is held at once has to fit into the isolate's memory. Same page. */
export const MEMORY_BYTES = 128 * 1024 * 1024;

/** The newest date that a workerd takes is so many days after its own release. Source: workerd refuses a newer one. */
export const DATE_AHEAD_DAYS = 7;
