import { hash32 } from "../base/hash.ts";
import { capabilityError, type Place } from "./error.ts";

/**
 * A list's cursor as callers hold it: the store's own with a checksum over what was listed. Some stores begin
 * anywhere when they are given a cursor that they never made; with the sum such a one is refused.
 */
export function sealCursor(at: Place, listed: string, cursor: string): string {
  return `${checksum(at, listed, cursor)}.${cursor}`;
}

/** The store's own cursor. Throws `invalid` for one that is made up, or that comes from another list. */
export function openCursor(at: Place, listed: string, sealed: string): string {
  const dot = sealed.indexOf(".");
  const cursor = sealed.slice(dot + 1);
  if (dot > 0 && sealed.slice(0, dot) === checksum(at, listed, cursor)) return cursor;
  throw capabilityError("invalid", at, { message: "the cursor does not come from a list like this one" });
}

/** Tells mistakes apart, not attackers; a cursor opens nothing that its list would not. */
function checksum(at: Place, listed: string, cursor: string): string {
  return hash32([at.resource, at.binding, listed, cursor].join("\0")).toString(36);
}
