import { fingerprintText, isOther } from "../../capabilities/dedupe/fingerprints.ts";
import type { Claim, ClaimTerms, Known } from "../../capabilities/dedupe/store.ts";

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
    const expiresAtMs = nowMs + leaseMs;
    const entry: Entry = { fingerprint: fingerprintText(fingerprint), token, stored: undefined, expiresAtMs };
    return { claim: { kind: "new", token }, entry };
  }
  if (isOther(found.fingerprint, fingerprint)) return { claim: { kind: "mismatch" } };
  return { claim: taken(found, nowMs) };
}

/** What there is to say of a key without claiming it. */
export function lookAt(found: Entry | undefined, nowMs: number): Known {
  return !found || found.expiresAtMs <= nowMs ? { kind: "free" } : taken(found, nowMs);
}

function taken({ token, stored, expiresAtMs }: Entry, nowMs: number): Exclude<Known, { readonly kind: "free" }> {
  if (token !== undefined) return { kind: "in_flight", retryAfterMs: expiresAtMs - nowMs };
  return { kind: "done", stored: stored === undefined ? undefined : JSON.parse(stored) };
}

/** Whether the claim with this token still stands: not completed, not forgotten, not expired. */
export function holds(found: Entry | undefined, token: string, nowMs: number): found is Entry {
  return found !== undefined && found.token === token && found.expiresAtMs > nowMs;
}
