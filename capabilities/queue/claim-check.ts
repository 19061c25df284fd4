import * as v from "valibot";
import { asText, collect, utf8Bytes } from "../../base/bytes.ts";
import { sha256Hex } from "../../base/hash.ts";
import { type Failure, FlowError, failure } from "../../kernel/errors/failure.ts";
import type { Json, JsonObject } from "../../kernel/json.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import type { BlobStore } from "../blob/store.ts";
import type { QueueContentType } from "./store.ts";
import { MAX_BODY_BYTES, tooLargeForQueue } from "./too-large.ts";

/** What travels through a queue in place of a body that is too large for it. */
const Pointer = v.strictObject({
  flowgate_claim_check: v.literal(1),
  key: v.pipe(v.string(), v.startsWith("flowgate/claims/")),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** What the body was; JSON where it is left out. */
  type: v.optional(v.picklist(["text", "bytes"])),
});

export type ClaimCheck = {
  readonly flowgate_claim_check: 1;
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly type?: "text" | "bytes";
};

export const CLAIMS_PREFIX = "flowgate/claims/";

const NOT_AS_SENT = failure("MSG101", "the kept payload of a message is not what was sent");

export interface ClaimPorts {
  readonly blobs: BlobStore;
  /** Unique, and sorting by time: a UUIDv7. */
  readonly newId: () => string;
}

export interface ClaimCheckPorts extends Omit<ClaimPorts, "blobs"> {
  /** Undefined where no bucket is bound. */
  readonly blobs: BlobStore | undefined;
}

/** The body as a queue takes it: itself, or a pointer to where it is kept. */
export async function checkIn(body: Json, { blobs, newId }: ClaimCheckPorts): Promise<Result<Json>> {
  const text = JSON.stringify(body);
  const bytes = utf8Bytes(text);
  if (bytes <= MAX_BODY_BYTES) return ok(body);
  if (!blobs) return fail(tooLargeForQueue(bytes, "no bucket is bound for it"));
  try {
    return ok(await keepClaim(text, "json", { blobs, newId }));
  } catch (cause) {
    return fail(failure("RES105", undefined, { cause }));
  }
}

/** Keeps a body as it would be sent. Rejects when the bucket does. */
export async function keepClaim(
  sent: string | Uint8Array,
  type: QueueContentType,
  { blobs, newId }: ClaimPorts,
): Promise<ClaimCheck & JsonObject> {
  const key = `${CLAIMS_PREFIX}${newId()}`;
  const sha256 = await sha256Hex(sent);
  await blobs.put(key, sent, { contentType: MEDIA_TYPES[type], checksum: { algorithm: "sha256", hex: sha256 } });
  const bytes = typeof sent === "string" ? utf8Bytes(sent) : sent.byteLength;
  return { flowgate_claim_check: 1, key, sha256, bytes, ...(type !== "json" && { type }) };
}

const MEDIA_TYPES = {
  json: "application/json",
  text: "text/plain; charset=utf-8",
  bytes: "application/octet-stream",
} as const satisfies Record<QueueContentType, string>;

export type CheckedOut =
  | { readonly kind: "plain" }
  /** `release` removes what was kept; it never rejects, and the sweep removes what it could not. */
  | { readonly kind: "loaded"; readonly body: unknown; readonly release: () => Promise<void> }
  | { readonly kind: "failed"; readonly failure: Failure };

const PLAIN: CheckedOut = Object.freeze({ kind: "plain" });

/** The body that a pointer stands for; `plain` for a body that is none. Never rejects. */
export async function checkOut(body: unknown, blobs: BlobStore | undefined): Promise<CheckedOut> {
  const parsed = v.safeParse(Pointer, body);
  if (!parsed.success) return PLAIN;
  const claim = parsed.output;
  if (!blobs)
    return { kind: "failed", failure: failure("LIMIT101", "no bucket is bound to load a large payload from") };
  try {
    const found = await blobs.get(claim.key, {});
    if (!found?.body) return { kind: "failed", failure: failure("RES101", "the kept payload of a message is gone") };
    const bytes = await collect(found.body, claim.bytes);
    if (!bytes || (await sha256Hex(bytes)) !== claim.sha256) return { kind: "failed", failure: NOT_AS_SENT };
    const release = () => blobs.delete([claim.key]).catch(() => undefined);
    return { kind: "loaded", body: bodyOf(bytes, claim), release };
  } catch (cause) {
    return {
      kind: "failed",
      failure: cause instanceof FlowError ? cause.failure : failure("RES105", undefined, { cause }),
    };
  }
}

/** As the platform would have brought it. */
function bodyOf(bytes: Uint8Array, { type }: v.InferOutput<typeof Pointer>): unknown {
  if (type === "bytes") return bytes;
  return type === "text" ? asText(bytes) : JSON.parse(asText(bytes));
}
