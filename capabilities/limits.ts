/** What the platform allows, per resource. Sizes are bytes unless the name says otherwise; KB and MB as the source counts them. */

/** https://developers.cloudflare.com/kv/platform/limits/ */
export const KV_LIMITS = {
  maxKeyBytes: 512,
  maxValueBytes: 25 * 1024 * 1024,
  maxMetadataBytes: 1024,
  minTtlSeconds: 60,
  maxListKeys: 1000,
  maxBulkKeys: 100,
  /** To one key; more than this is answered with 429. */
  maxWritesPerSecondPerKey: 1,
} as const;

/** https://developers.cloudflare.com/queues/platform/limits/ (1 KB is 1,000 bytes there). */
export const QUEUE_LIMITS = {
  maxMessageBytes: 128_000,
  /** What the platform adds to each message counts too. */
  messageOverheadBytes: 100,
  maxBatchMessages: 100,
  maxBatchBytes: 256_000,
  /** 24 hours: the limits page and wrangler agree; older pages said 12. */
  maxDelaySeconds: 86_400,
  maxMessagesPerSecond: 5000,
} as const;

/**
 * https://developers.cloudflare.com/r2/platform/limits/ and https://developers.cloudflare.com/r2/api/error-codes/.
 * GB and TB are powers of 1,024 there; the highest sizes are a little below the round number.
 */
export const BLOB_LIMITS = {
  maxKeyBytes: 1024,
  /** Names and values of an object's own metadata together. */
  maxMetadataBytes: 8192,
  maxObjectBytes: Math.floor(4.995 * 1024 ** 4),
  /** Of one put, and of one part. */
  maxPutBytes: Math.floor(4.995 * 1024 ** 3),
  minPartBytes: 5 * 1024 ** 2,
  maxParts: 10_000,
  maxListKeys: 1000,
  maxDeleteKeys: 1000,
  /** To one key; more than this is answered with 429. */
  maxWritesPerSecondPerKey: 1,
} as const;

/** https://developers.cloudflare.com/durable-objects/platform/limits/ */
export const STATE_LIMITS = {
  /** Of an object's name; ours, so that a key that grows without end is noticed. */
  maxKeyBytes: 1024,
  /** Ours, for the same reason. */
  maxFieldBytes: 512,
  /** A field's name and value as JSON, and what is kept beside them: 2 MB a row. */
  maxFieldAndValueBytes: 1_999_000,
  /** One call's arguments. https://developers.cloudflare.com/workers/runtime-apis/rpc/#limitations */
  maxChangeBytes: 32 * 1024 ** 2,
  maxObjectBytes: 10 * 1024 ** 3,
  /** To one object; a soft limit. */
  maxRequestsPerSecondPerKey: 1000,
} as const;

/** https://developers.cloudflare.com/d1/platform/limits/ */
export const DB_LIMITS = {
  maxParameters: 100,
  maxStatementBytes: 100_000,
  /** Of a text, of bytes, and of a row. */
  maxValueBytes: 2_000_000,
  maxResultBytes: 50_000_000,
  maxDatabaseBytes: 10_000_000_000,
  maxQuerySeconds: 30,
  /** On the paid plan; 50 on the free one. */
  maxQueriesPerInvocation: 1000,
} as const;

/** https://developers.cloudflare.com/workers/platform/limits/ */
export const HTTP_LIMITS = {
  /** Calls that still wait for response headers; further ones queue. */
  maxConcurrentCalls: 6,
  /** On the paid plan, where `limits.subrequests` raises it; 50 on the free one. */
  maxCallsPerInvocation: 10_000,
  maxUrlBytes: 16_384,
  /** Ours: a chain that is longer is a loop. */
  maxRedirects: 5,
  /** Ours, where neither the use nor the call says: until the response begins. */
  defaultTimeoutMs: 10_000,
} as const;

/** Of the ledger: a Durable Object per shard, see STATE_LIMITS. */
export const DEDUPE_LIMITS = {
  /** Ours. */
  maxKeyBytes: 1024,
  /** Of a result as JSON: half of what a row may hold. */
  maxStoredBytes: 1_000_000,
} as const;

/** https://developers.cloudflare.com/workers/platform/limits/ and https://developers.cloudflare.com/workers/runtime-apis/cache/ */
export const CACHE_LIMITS = {
  /** Ours: a key becomes a URL, escaped. */
  maxKeyBytes: 1024,
  maxValueBytes: 512 * 1024 ** 2,
  minTtlSeconds: 1,
  /** On the paid plan; 50 on the free one. */
  maxCallsPerInvocation: 1000,
} as const;

/** https://developers.cloudflare.com/workers/platform/limits/ and https://developers.cloudflare.com/secrets-store/ */
export const SECRET_LIMITS = {
  /** Of a variable or secret. A Secrets Store takes 1,024 by its older pages, 65,536 by its newest. */
  maxValueBytes: 5 * 1024,
} as const;

/** https://developer.mozilla.org/en-US/docs/Web/API/Crypto/getRandomValues */
export const RNG_LIMITS = {
  /** Of one call. */
  maxBytes: 65_536,
} as const;
