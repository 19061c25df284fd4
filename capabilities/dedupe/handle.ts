import { utf8Bytes } from "../../base/bytes.ts";
import { capabilityError, type Place } from "../error.ts";
import { toJsonText } from "../json-text.ts";
import { storeKey } from "../key.ts";
import { DEDUPE_LIMITS } from "../limits.ts";
import { wholeNumber } from "../number.ts";
import type { ClaimResult, DedupeStore } from "./store.ts";

/** Claims on keys; see `DedupeStore`. */
export type DedupeHandle = DedupeStore;

export function dedupeHandle(store: DedupeStore, at: Place, prefix: string): DedupeHandle {
  const rule = { ...at, maxKeyBytes: DEDUPE_LIMITS.maxKeyBytes };
  return {
    claim: async (key, { fingerprint, leaseMs }) => {
      wholeNumber(at, { name: "leaseMs", min: 1 }, leaseMs);
      return store.claim(storeKey(rule, prefix, key), { fingerprint, leaseMs });
    },
    look: async (key) => store.look(storeKey(rule, prefix, key)),
    complete: async (key, token, result) => store.complete(storeKey(rule, prefix, key), token, checked(at, result)),
    extend: async (key, token, leaseMs) => {
      wholeNumber(at, { name: "leaseMs", min: 1 }, leaseMs);
      return store.extend(storeKey(rule, prefix, key), token, leaseMs);
    },
    forget: async (key, token) => store.forget(storeKey(rule, prefix, key), token),
  };
}

function checked(at: Place, { stored, ttlMs }: ClaimResult): ClaimResult {
  wholeNumber(at, { name: "ttlMs", min: 1 }, ttlMs);
  if (stored === undefined) return { ttlMs };
  const bytes = utf8Bytes(toJsonText(at, stored));
  if (bytes <= DEDUPE_LIMITS.maxStoredBytes) return { stored, ttlMs };
  const message = `the result takes ${bytes} bytes; at most ${DEDUPE_LIMITS.maxStoredBytes}`;
  throw capabilityError("too_large", at, { message });
}
