import { platformClock } from "../../base/waiting.ts";
import { checkOut } from "../../capabilities/queue/claim-check.ts";
import { sweepClaims } from "../../capabilities/queue/sweep-claims.ts";
import { boundBlobs } from "../stores/bound-blobs.ts";
import type { Daily, Feature } from "./feature.ts";

/**
 * Once per bucket. Loads what `publish(queue, { large: bucket })` kept in an R2 bucket before its run, removes it with the message's ack,
 * and once a day what no message stands for any more.
 */
export function largeMessages(bucket = "FLOWGATE_BLOBS"): Feature {
  return {
    name: `large-messages/${bucket}`,
    openBody: (body, { env }) => checkOut(body, boundBlobs(env, bucket)),
    daily: sweeping(bucket),
  };
}

export function sweeping(bucket?: string): Daily {
  return async ({ env }) => {
    const blobs = boundBlobs(env, bucket);
    if (blobs) await sweepClaims(blobs, platformClock.now());
  };
}
