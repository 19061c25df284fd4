import * as v from "valibot";
import type { BlobStore } from "../../capabilities/blob/store.ts";
import { asText, collect, utf8Bytes } from "../../capabilities/bytes.ts";
import { QUEUE_LIMITS } from "../../capabilities/limits.ts";
import { type Failure, FlowError, failure } from "../../kernel/errors/failure.ts";
import type { Json } from "../../kernel/json.ts";
import { sha256Hex } from "../digest.ts";

/** What travels through a queue in place of a body that is too large for it. */
const Pointer = v.strictObject({
  flowgate_claim_check: v.literal(1),
  key: v.pipe(v.string(), v.startsWith("flowgate/claims/")),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

export type ClaimCheck = v.InferOutput<typeof Pointer>;

export const CLAIMS_PREFIX = "flowgate/claims/";
const MAX_BODY_BYTES = QUEUE_LIMITS.maxMessageBytes - QUEUE_LIMITS.messageOverheadBytes;

const NOT_AS_SENT = failure("MSG101", "the kept payload of a message is not what was sent");

export interface ClaimCheckPorts {
  /** Undefined where no bucket is bound. */
  readonly blobs: BlobStore | undefined;
  /** Unique, and sorting by time: a UUIDv7. */
  readonly newId: () => string;
}

export type CheckedIn = { readonly ok: true; readonly body: Json } | { readonly ok: false; readonly failure: Failure };

/** The body as a queue takes it: itself, or a pointer to where it is kept. */
export async function checkIn(body: Json, { blobs, newId }: ClaimCheckPorts): Promise<CheckedIn> {
  const text = JSON.stringify(body);
  const bytes = utf8Bytes(text);
  if (bytes <= MAX_BODY_BYTES) return { ok: true, body };
  if (!blobs) {
    const message = `a payload of ${bytes} bytes is above the queue's ${MAX_BODY_BYTES}, and no bucket is bound for it`;
    return { ok: false, failure: failure("LIMIT101", message, { retry: "permanent", status: 413 }) };
  }
  const key = `${CLAIMS_PREFIX}${newId()}`;
  const hex = await sha256Hex(text);
  try {
    await blobs.put(key, text, { contentType: "application/json", checksum: { algorithm: "sha256", hex } });
  } catch (cause) {
    return { ok: false, failure: failure("RES105", undefined, { cause }) };
  }
  const pointer: ClaimCheck = { flowgate_claim_check: 1, key, sha256: hex, bytes };
  return { ok: true, body: pointer };
}

export type CheckedOut =
  | { readonly kind: "plain" }
  /** `release` removes what was kept; it never rejects, and the sweep removes what it could not. */
  | { readonly kind: "loaded"; readonly body: Json; readonly claim: ClaimCheck; readonly release: () => Promise<void> }
  | { readonly kind: "failed"; readonly failure: Failure };

/** The body that a pointer stands for; `plain` for a body that is none. */
export async function checkOut(body: unknown, blobs: BlobStore | undefined): Promise<CheckedOut> {
  const parsed = v.safeParse(Pointer, body);
  if (!parsed.success) return { kind: "plain" };
  const claim = parsed.output;
  if (!blobs)
    return { kind: "failed", failure: failure("LIMIT101", "no bucket is bound to load a large payload from") };
  try {
    const found = await blobs.get(claim.key, {});
    if (!found?.body) return { kind: "failed", failure: failure("RES101", "the kept payload of a message is gone") };
    const bytes = await collect(found.body, claim.bytes, () => FlowError.of(NOT_AS_SENT));
    if ((await sha256Hex(bytes)) !== claim.sha256) return { kind: "failed", failure: NOT_AS_SENT };
    const release = () => blobs.delete([claim.key]).catch(() => undefined);
    return { kind: "loaded", body: JSON.parse(asText(bytes)), claim, release };
  } catch (cause) {
    return {
      kind: "failed",
      failure: cause instanceof FlowError ? cause.failure : failure("RES105", undefined, { cause }),
    };
  }
}
