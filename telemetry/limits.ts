/**
 * What Analytics Engine takes, as its limits page and workerd's source have it
 * (developers.cloudflare.com/analytics/analytics-engine/limits, workerd src/workerd/api/analytics-engine-impl.h).
 */
export const ANALYTICS_ENGINE = {
  maxBlobs: 20,
  maxDoubles: 20,
  maxIndexes: 1,
  /** All blobs of one point together. */
  maxBlobBytes: 16_000,
  maxIndexBytes: 96,
  /** Points of one invocation of the Worker. */
  maxPoints: 250,
  /** What older editions of the limits page say; staying below it holds under both. */
  safePoints: 25,
} as const;
