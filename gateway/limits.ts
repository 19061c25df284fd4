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

/** Left to the platform's limit for settling, records and replies, so that the gateway ends first. */
export const MARGIN_MS = 30_000;

/** Messages of one batch that run at once unless their trigger says otherwise; six connections may wait at a time. */
export const DEFAULT_CONCURRENCY = 10;
