import type { Json } from "../../kernel/json.ts";
import type { MemoryStore } from "../capability.ts";

/** Knows which keys are in flight or done. Each call is atomic per key: of many claims at once, one is `new`. */
export interface DedupeStore {
  claim(key: string, terms: ClaimTerms): Promise<Claim>;
  /** What is known of a key. Claims nothing and writes nothing. */
  look(key: string): Promise<Known>;
  /** Stores the result of a claim. False if the claim was lost: forgotten, or expired and claimed by another. */
  complete(key: string, token: string, result: ClaimResult): Promise<boolean>;
  /**
   * Starts the lease of a claim anew, from now; also of one whose lease is over, as long as nobody else has claimed the
   * key. False if the claim was lost.
   */
  extend(key: string, token: string, leaseMs: number): Promise<boolean>;
  /** Gives a claim up, so that the key is new again. False if the claim was lost. */
  forget(key: string, token: string): Promise<boolean>;
}

export interface ClaimTerms {
  /**
   * Of the payload, without blanks. A key that was claimed with another one is a `mismatch`; left out, none is. Of several,
   * one that is shared is enough.
   */
  readonly fingerprint?: string | readonly string[] | undefined;
  /** Milliseconds after which a claim that was neither completed nor forgotten is free again. */
  readonly leaseMs: number;
}

export interface ClaimResult {
  readonly stored?: Json | undefined;
  /** Milliseconds, from completion, that the key is remembered as done. */
  readonly ttlMs: number;
}

export type Claim =
  /** `token` proves the claim in `complete`, `extend` and `forget`. */
  { readonly kind: "new"; readonly token: string } | Taken | { readonly kind: "mismatch" };

export type Known = Taken | { readonly kind: "free" };

type Taken =
  | { readonly kind: "in_flight"; readonly retryAfterMs: number }
  | { readonly kind: "done"; readonly stored: Json | undefined };

export interface MemoryDedupe extends DedupeStore, MemoryStore {
  readonly memory: "dedupe";
}
