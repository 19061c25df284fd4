/** The platform's numbers that reading and answering events depend on. */
export const LIMITS = {
  /** Longest delay of a retried message. Source: developers.cloudflare.com/queues/platform/limits. */
  retryDelaySeconds: 86_400,
  /** Largest message: 128 KB, of which about 100 bytes are the platform's own. Source: the same page. */
  messageBytes: 127_900,
} as const;
