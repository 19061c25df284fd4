import type { ClaimTerms } from "./store.ts";

/** Fingerprints as an entry keeps them. */
export function fingerprintText(given: ClaimTerms["fingerprint"]): string | undefined {
  return typeof given === "object" ? given.join(" ") : given;
}

/** Whether a claim is for another payload than the entry that was found: both have fingerprints, and share none. */
export function isOther(found: string | undefined, given: ClaimTerms["fingerprint"]): boolean {
  const text = fingerprintText(given);
  if (found === undefined || text === undefined || found === text) return false;
  const known = found.split(" ");
  return !text.split(" ").some((one) => known.includes(one));
}
