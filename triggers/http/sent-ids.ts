import { sha256Base64Url } from "../../base/hash.ts";

/** What a sender calls its event: an `Idempotency-Key`, and the id in the delivery header. */
export interface SentIds {
  readonly key?: string | undefined;
  readonly delivery?: string | undefined;
}

/**
 * What the event of a sender's key or delivery id is called here: `key/` and a hash. It goes wherever the event's id goes, to
 * logs, data points, histories and queues, so that none of them holds in clear what a sender chose.
 */
export async function sentId(sent: string): Promise<string> {
  return `key/${await sha256Base64Url(sent)}`;
}

export async function sentIds({ key, delivery }: SentIds): Promise<SentIds> {
  return {
    ...(key !== undefined && { key: await sentId(key) }),
    ...(delivery !== undefined && { delivery: await sentId(delivery) }),
  };
}
