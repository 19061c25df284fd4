/** What a wrangler file may ask for. Sources beside each; as of November 2026. */

/** https://developers.cloudflare.com/queues/platform/limits/ */
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

/** https://developers.cloudflare.com/workers/platform/limits/ */
export const PLAN_LIMITS = {
  free: { crons: 5, cpuMs: 10 },
  paid: { crons: 250, cpuMs: 300_000 },
} as const;

/** A request's body that is held at once has to fit into the isolate's memory. Same page. */
export const MEMORY_BYTES = 128 * 1024 * 1024;

/** The newest date that a workerd takes is so many days after its own release. Source: workerd refuses a newer one. */
export const DATE_AHEAD_DAYS = 7;
