import { asText, collect } from "../../base/bytes.ts";
import { newSecret } from "../../base/seal.ts";
import { type ReadSecrets, type SealRing, sealRing } from "../../base/seal-ring.ts";
import type { BlobStore } from "../blob/store.ts";

/** Beside what it seals: whoever shares the bucket shares its keys, and nobody else does. */
const SECRETS_PREFIX = "flowgate/keys/";
const MAX_SECRETS = 8;
const MAX_SECRET_BYTES = 1_024;

const rings = new WeakMap<BlobStore, SealRing>();

/** The keys that seal pointers into a bucket. */
export function claimSeals(blobs: BlobStore): SealRing {
  const ring = rings.get(blobs) ?? sealRing(bucketSecrets(blobs));
  rings.set(blobs, ring);
  return ring;
}

/**
 * Secrets lie under names that nobody guesses, as a bucket's objects may be public while its list never is. Two isolates that
 * make one at once leave two, and both are good: the list is read after the writing, and its first one seals.
 */
function bucketSecrets(blobs: BlobStore): ReadSecrets {
  return async () => {
    const [first, ...others] = await secretsIn(blobs);
    if (first !== undefined) return [first, ...others];
    await blobs.put(`${SECRETS_PREFIX}${newSecret()}`, newSecret(), { contentType: "text/plain; charset=utf-8" });
    const [made, ...more] = await secretsIn(blobs);
    if (made === undefined) throw new Error("the bucket does not show the key that was put into it");
    return [made, ...more];
  };
}

async function secretsIn(blobs: BlobStore): Promise<readonly string[]> {
  const { objects } = await blobs.list({ prefix: SECRETS_PREFIX, limit: MAX_SECRETS });
  const secrets = await Promise.all(objects.map(({ key }) => secretAt(blobs, key)));
  return secrets.filter((secret) => secret !== undefined && secret !== "") as readonly string[];
}

async function secretAt(blobs: BlobStore, key: string): Promise<string | undefined> {
  const found = await blobs.get(key, {});
  const bytes = found?.body && (await collect(found.body, MAX_SECRET_BYTES));
  return bytes && asText(bytes);
}
