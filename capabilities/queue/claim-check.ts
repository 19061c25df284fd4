import * as v from "valibot";
import { asText, collect, utf8Bytes } from "../../base/bytes.ts";
import { sha256Hex } from "../../base/hash.ts";
import { keyIdOf, type Sealed } from "../../base/seal.ts";
import { type Failure, FlowError, failure } from "../../kernel/errors/failure.ts";
import type { Json, JsonObject } from "../../kernel/json.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import type { BlobStore } from "../blob/store.ts";
import { claimSeals } from "./claim-secrets.ts";
import type { QueueContentType } from "./store.ts";
import { MAX_BODY_BYTES, tooLargeForQueue } from "./too-large.ts";

/**
 * What travels through a queue in place of a body that is too large for it. The last part of `key` is a seal over all the
 * rest, by a key that the bucket keeps: a pointer that somebody made up is somebody's data.
 */
const Pointer = v.strictObject({
  flowgate_claim_check: v.literal(1),
  key: v.pipe(v.string(), v.startsWith("flowgate/claims/")),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** What the body was; JSON where it is left out. */
  type: v.optional(v.picklist(["text", "bytes"])),
});

export type ClaimCheck = Readonly<v.InferOutput<typeof Pointer>>;

export const CLAIMS_PREFIX = "flowgate/claims/";

const NOT_AS_SENT = failure("MSG101", "the kept payload of a message is not what was sent");

export interface ClaimPorts {
  readonly blobs: BlobStore;
  /** Unique, and sorting by time: a UUIDv7. */
  readonly newId: () => string;
  /** The only queue that the pointer is good in, where its name is known: a producer's binding does not say it. */
  readonly goodIn?: string;
  /** What the body is about, to be read from the pointer alone: names with `/` between them. */
  readonly about?: string;
}

export interface ClaimCheckPorts extends Omit<ClaimPorts, "blobs"> {
  /** Undefined where no bucket is bound. */
  readonly blobs: BlobStore | undefined;
}

/** The body as a queue takes it: itself, or a pointer to where it is kept. */
export async function checkIn(body: Json, { blobs, ...ports }: ClaimCheckPorts): Promise<Result<Json>> {
  const text = JSON.stringify(body);
  const bytes = utf8Bytes(text);
  if (bytes <= MAX_BODY_BYTES) return ok(body);
  if (!blobs) return fail(tooLargeForQueue(bytes, "no bucket is bound for it"));
  try {
    return ok(await keepClaim(text, "json", { blobs, ...ports }));
  } catch (cause) {
    return fail(failure("RES105", undefined, { cause }));
  }
}

/** Keeps a body as it would be sent. Rejects when the bucket does. */
export async function keepClaim(
  sent: string | Uint8Array,
  type: QueueContentType,
  { blobs, newId, goodIn, about }: ClaimPorts,
): Promise<ClaimCheck & JsonObject> {
  const name = `${CLAIMS_PREFIX}${newId()}${about === undefined ? "" : `/${about}`}`;
  const sha256 = await sha256Hex(sent);
  const bytes = typeof sent === "string" ? utf8Bytes(sent) : sent.byteLength;
  const claim = { flowgate_claim_check: 1 as const, sha256, bytes, ...(type !== "json" && { type }) };
  const key = `${name}/${await claimSeals(blobs).seal(sealed(name, claim, goodIn))}`;
  await blobs.put(key, sent, { contentType: MEDIA_TYPES[type], checksum: { algorithm: "sha256", hex: sha256 } });
  return { ...claim, key };
}

function sealed(name: string, { sha256, bytes, type }: Omit<ClaimCheck, "key">, goodIn = ""): Sealed {
  return ["claim_check", goodIn, name, sha256, bytes, type ?? "json"];
}

const MEDIA_TYPES = {
  json: "application/json",
  text: "text/plain; charset=utf-8",
  bytes: "application/octet-stream",
} as const satisfies Record<QueueContentType, string>;

export type CheckedOut =
  /** `lookalike` for what has a pointer's form and is none of ours. */
  | { readonly kind: "plain"; readonly lookalike?: true }
  /** `release` removes what was kept; it never rejects, and the sweep removes what it could not. */
  | { readonly kind: "loaded"; readonly body: unknown; readonly release: () => Promise<void> }
  /** `about` is what the sender said the body is about, once the pointer is known to be genuine. */
  | { readonly kind: "failed"; readonly failure: Failure; readonly about?: string };

export const PLAIN: CheckedOut = Object.freeze({ kind: "plain" });
export const LOOKALIKE: CheckedOut = Object.freeze({ kind: "plain", lookalike: true });

/** Whether a body has the form of a pointer: all that can be said without its bucket. `sealed` where it bears a seal, of whomever. */
export function pointerForm(body: unknown): "none" | "unsealed" | "sealed" {
  if (typeof body !== "object" || body === null || !("flowgate_claim_check" in body)) return "none";
  const parsed = v.safeParse(Pointer, body);
  if (!parsed.success) return "none";
  return keyIdOf(partsOf(parsed.output.key).seal) === undefined ? "unsealed" : "sealed";
}

/** The body that a pointer stands for; `plain` for a body that is none, or none of ours that is `goodIn` this queue. Never rejects. */
export async function checkOut(body: unknown, blobs: BlobStore | undefined, goodIn?: string): Promise<CheckedOut> {
  const form = pointerForm(body);
  if (form !== "sealed") return form === "none" ? PLAIN : LOOKALIKE;
  const claim = body as ClaimCheck;
  if (!blobs)
    return { kind: "failed", failure: failure("LIMIT101", "no bucket is bound to load a large payload from") };
  const { name, seal } = partsOf(claim.key);
  try {
    if (!(await claimSeals(blobs).isGenuine(seal, sealed(name, claim, goodIn)))) return LOOKALIKE;
    return await load(claim, name.split("/").slice(3).join("/"), blobs);
  } catch (cause) {
    return {
      kind: "failed",
      failure: cause instanceof FlowError ? cause.failure : failure("RES105", undefined, { cause }),
    };
  }
}

function partsOf(key: string): { readonly name: string; readonly seal: string } {
  const mark = key.lastIndexOf("/");
  return { name: key.slice(0, mark), seal: key.slice(mark + 1) };
}

async function load(claim: ClaimCheck, about: string, blobs: BlobStore): Promise<CheckedOut> {
  const found = await blobs.get(claim.key, {});
  const gone = failure("RES101", "the kept payload of a message is gone");
  if (!found?.body) return { kind: "failed", failure: gone, about };
  const bytes = await collect(found.body, claim.bytes);
  if (!bytes || (await sha256Hex(bytes)) !== claim.sha256) return { kind: "failed", failure: NOT_AS_SENT, about };
  const release = () => blobs.delete([claim.key]).catch(() => undefined);
  return { kind: "loaded", body: bodyOf(bytes, claim), release };
}

/** As the platform would have brought it. */
function bodyOf(bytes: Uint8Array, { type }: ClaimCheck): unknown {
  if (type === "bytes") return bytes;
  return type === "text" ? asText(bytes) : JSON.parse(asText(bytes));
}
