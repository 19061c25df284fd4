import type { Claim, ClaimTerms } from "../../capabilities/dedupe/store.ts";

/** What the ledger knows of a key. With a token it is in flight, without one it is done. */
export interface Entry {
  readonly fingerprint: string | undefined;
  readonly token: string | undefined;
  /** JSON text of the result; undefined for none. */
  readonly stored: string | undefined;
  readonly expiresAtMs: number;
}

export interface Claimed {
  readonly claim: Claim;
  /** To be written; absent when nothing changes. */
  readonly entry?: Entry;
}

/** Decides about a claim. `token` is fresh and goes to the claim if it is new. An expired entry is none. */
export function claimEntry(
  found: Entry | undefined,
  { fingerprint, leaseMs }: ClaimTerms,
  { nowMs, token }: { readonly nowMs: number; readonly token: string },
): Claimed {
  if (!found || found.expiresAtMs <= nowMs) {
    const entry: Entry = { fingerprint, token, stored: undefined, expiresAtMs: nowMs + leaseMs };
    return { claim: { kind: "new", token }, entry };
  }
  if (fingerprint !== undefined && found.fingerprint !== undefined && fingerprint !== found.fingerprint) {
    return { claim: { kind: "mismatch" } };
  }
  if (found.token !== undefined) {
    return { claim: { kind: "in_flight", retryAfterMs: found.expiresAtMs - nowMs } };
  }
  return { claim: { kind: "done", stored: found.stored === undefined ? undefined : JSON.parse(found.stored) } };
}

/** Whether the claim with this token still stands: not completed, not forgotten, not expired. */
export function holds(found: Entry | undefined, token: string, nowMs: number): found is Entry {
  return found !== undefined && found.token === token && found.expiresAtMs > nowMs;
}
