import type { BlobStore } from "../blob/store.ts";
import { CLAIMS_PREFIX } from "./claim-check.ts";

/** A day above the longest that a queue keeps a message (14 days): what is older belongs to none. */
const ORPHANED_AFTER_MS = 15 * 86_400_000;
const PAGE = 1_000;
/** A sweep ends; what is left is there for the next. */
const MAX_PAGES = 20;

/** Removes kept payloads that no message can stand for any more. Returns how many; keys sort by time, so it stops early. */
export async function sweepClaims(blobs: BlobStore, nowMs: number): Promise<number> {
  let removed = 0;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { objects, cursor } = await blobs.list({ prefix: CLAIMS_PREFIX, limit: PAGE });
    const old = objects.filter(({ uploadedAtMs }) => uploadedAtMs < nowMs - ORPHANED_AFTER_MS).map(({ key }) => key);
    if (old.length > 0) await blobs.delete(old);
    removed += old.length;
    if (old.length < PAGE || cursor === undefined) break;
  }
  return removed;
}
