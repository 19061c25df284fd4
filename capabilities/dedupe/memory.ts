import { fingerprintText, isOther } from "./fingerprints.ts";
import type { Claim, ClaimTerms, Known, MemoryDedupe } from "./store.ts";

type Entry = { readonly fingerprint: string | undefined; readonly expiresAtMs: number } & (
  | { readonly token: string }
  | { readonly token?: never; readonly stored: string | undefined }
);

export interface MemoryDedupeOptions {
  /** Milliseconds since the epoch. Default: the real time. */
  readonly now?: () => number;
}

/** Claims in memory: atomic, as one isolate runs one piece of code at a time, and gone with it. */
export function memoryDedupe({ now = Date.now }: MemoryDedupeOptions = {}): MemoryDedupe {
  const entries = new Map<string, Entry>();
  let claims = 0;
  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    return entry && entry.expiresAtMs > now() ? entry : undefined;
  };
  /** The entry of a claim that still holds. */
  const held = (key: string, token: string): Entry | undefined => {
    const entry = live(key);
    return entry?.token === token ? entry : undefined;
  };
  return {
    memory: "dedupe",
    claim: async (key, { fingerprint, leaseMs }) => {
      const entry = live(key);
      if (entry) return answer(entry, fingerprint, now());
      claims += 1;
      const token = String(claims);
      entries.set(key, { fingerprint: fingerprintText(fingerprint), expiresAtMs: now() + leaseMs, token });
      return { kind: "new", token };
    },
    look: async (key) => {
      const entry = live(key);
      return entry ? known(entry, now()) : { kind: "free" };
    },
    complete: async (key, token, { stored, ttlMs }) => {
      const entry = held(key, token);
      if (!entry) return false;
      const { fingerprint } = entry;
      entries.set(key, { fingerprint, expiresAtMs: now() + ttlMs, stored: JSON.stringify(stored) });
      return true;
    },
    extend: async (key, token, leaseMs) => {
      const entry = entries.get(key);
      if (entry?.token !== token) return false;
      entries.set(key, { ...entry, expiresAtMs: now() + leaseMs });
      return true;
    },
    forget: async (key, token) => held(key, token) !== undefined && entries.delete(key),
  };
}

function answer(entry: Entry, fingerprint: ClaimTerms["fingerprint"], nowMs: number): Claim {
  if (isOther(entry.fingerprint, fingerprint)) return { kind: "mismatch" };
  return known(entry, nowMs);
}

function known(entry: Entry, nowMs: number): Exclude<Known, { readonly kind: "free" }> {
  if (entry.token !== undefined) return { kind: "in_flight", retryAfterMs: entry.expiresAtMs - nowMs };
  return { kind: "done", stored: entry.stored === undefined ? undefined : JSON.parse(entry.stored) };
}
