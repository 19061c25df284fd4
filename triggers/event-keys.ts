/** How an event that comes again is told from a new one. Kept in the ledger; see docs/delivery.md. */
export interface EventKeys {
  /**
   * JSON Pointers into the payload: their values together are the key. Left out: the sender's own id of the event, that
   * is `Idempotency-Key` or the delivery header, the message's id, the schedule with its time.
   */
  readonly key?: string | readonly string[];
  /** Refuses an event without a key (IDEM101). Default: it runs unguarded. */
  readonly required?: boolean;
  /** Milliseconds, from its end, that a run is remembered. Default 86,400,000, a day. */
  readonly ttlMs?: number;
  /**
   * Whether another input under a key that was used is refused (IDEM102), rather than taken for the same event. Default:
   * for keys that callers choose (`Idempotency-Key`), and for no others, as what a provider sends again may differ in its
   * attempt's number.
   */
  readonly compare?: boolean;
}

export interface HttpKeys extends EventKeys {
  /** Header that says who calls, in lower case; only its hash is kept. Default `authorization`. */
  readonly callerHeader?: string;
  /**
   * Which of the flow's replies are remembered. `final`, the default: not those of status 408, 425, 429 and 5xx, which ask
   * the caller to try again; their key is free at once. `any`: each.
   */
  readonly remember?: "final" | "any";
}

/** The keys as they stand in the Flow IR. */
export function keysWiring(keys: HttpKeys | false | undefined) {
  if (keys === undefined) return {};
  if (keys === false) return { idempotency: false };
  return {
    idempotency: {
      ...(keys.key !== undefined && { key: keys.key }),
      ...(keys.required !== undefined && { required: keys.required }),
      ...(keys.ttlMs !== undefined && { ttl_ms: keys.ttlMs }),
      ...(keys.compare !== undefined && { compare: keys.compare }),
      ...(keys.callerHeader !== undefined && { caller_header: keys.callerHeader }),
      ...(keys.remember !== undefined && { remember: keys.remember }),
    },
  };
}
