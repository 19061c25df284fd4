import type { Failure } from "../../kernel/errors/failure.ts";

/** The one decision about a message. */
export type Settlement =
  | { readonly kind: "ack" }
  | { readonly kind: "retry"; readonly delaySeconds?: number }
  /** A failure record goes to the dead-letter queue, then the message is acked. */
  | { readonly kind: "dead_letter"; readonly failure: Failure };
