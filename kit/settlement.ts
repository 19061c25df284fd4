/** What a handler said of a message, or of its whole batch. */
export type Verdict = { readonly kind: "ack" } | { readonly kind: "retry"; readonly delaySeconds?: number };

/** A consumer as the wrangler file has it. */
export interface ConsumerRules {
  /** Deliveries after the first. Default 3. */
  readonly maxRetries?: number;
  /** Seconds before a retry that says nothing itself. Default 0. */
  readonly retryDelaySeconds?: number;
  readonly deadLetterQueue?: string;
}

/** What the platform does with a message after its batch. */
export type Fate =
  | { readonly kind: "acked" }
  /** Comes again, with this count of deliveries. */
  | { readonly kind: "redelivered"; readonly attempts: number; readonly delaySeconds: number }
  /** Goes to another queue, where its deliveries are counted anew. */
  | { readonly kind: "dead_lettered"; readonly queue: string }
  /** Gone: its retries are used up and nothing takes it. */
  | { readonly kind: "deleted" };

export interface Delivered {
  /** Deliveries so far, this one among them. */
  readonly attempts: number;
  /** The first that was said of it, alone or with its batch; later calls do nothing. */
  readonly verdict: Verdict | undefined;
}

/**
 * What becomes of a message, as the platform documents it: a message of which nothing was said is acked when the handler
 * ended well, and comes again when it threw. developers.cloudflare.com/queues/configuration/javascript-apis/ and
 * /queues/configuration/batching-retries/. Local simulators differ: they bring acked messages again after a throw.
 */
export function fateOf({ attempts, verdict }: Delivered, threw: boolean, rules: ConsumerRules = {}): Fate {
  const { maxRetries = 3, retryDelaySeconds = 0, deadLetterQueue } = rules;
  const said: Verdict = verdict ?? { kind: threw ? "retry" : "ack" };
  if (said.kind === "ack") return { kind: "acked" };
  if (attempts <= maxRetries) {
    return { kind: "redelivered", attempts: attempts + 1, delaySeconds: said.delaySeconds ?? retryDelaySeconds };
  }
  return deadLetterQueue === undefined ? { kind: "deleted" } : { kind: "dead_lettered", queue: deadLetterQueue };
}
