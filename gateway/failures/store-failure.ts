import { fromBase64, toBase64 } from "../../base/base64.ts";
import { asText, collect, utf8Bytes } from "../../base/bytes.ts";
import type { BlobStore } from "../../capabilities/blob/store.ts";
import { failure } from "../../kernel/errors/failure.ts";
import { type Json, jsonProblem } from "../../kernel/json.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import type { FailurePayload, FailureRecord } from "../stores/failure-record.ts";
import type { Records } from "../stores/records.ts";

export interface FailurePorts {
  readonly records: Records;
  /** Takes payloads too large for a row; undefined where no bucket is bound. */
  readonly blobs: BlobStore | undefined;
}

/** Larger payloads go to the bucket, if there is one. */
const MAX_INLINE_BYTES = 65_536;
/** What a row takes at most: a message of a queue always fits. */
const MAX_ROW_BYTES = 1_000_000;
const MAX_BLOB_BYTES = 100_000_000;
const PREFIX = "flowgate/failures/";

/** Stores a failure, its payload in the bucket if it is large. Rejects when the store does not answer. */
export async function storeFailure(record: FailureRecord, { records, blobs }: FailurePorts): Promise<void> {
  const payload = await stowed(record, blobs);
  await records(record.flow).putFailure({ ...record, payload });
}

async function stowed({ id, payload }: FailureRecord, blobs: BlobStore | undefined): Promise<FailurePayload> {
  if (payload.kind === "omitted" || payload.kind === "blob") return payload;
  const text = JSON.stringify(payload.body);
  const bytes = utf8Bytes(text);
  if (bytes <= MAX_INLINE_BYTES) return payload;
  if (!blobs) return bytes <= MAX_ROW_BYTES ? payload : { kind: "omitted" };
  const key = `${PREFIX}${id}`;
  await blobs.put(key, text, { contentType: "application/json" });
  return { kind: "blob", key, bytes, of: payload.kind };
}

/** A body as a record keeps it. */
export function payloadOf(body: unknown): FailurePayload {
  if (typeof body === "string") return { kind: "text", body };
  const bytes = body instanceof ArrayBuffer ? new Uint8Array(body) : body;
  if (bytes instanceof Uint8Array) return { kind: "bytes", body: toBase64(bytes) };
  if (body === undefined || jsonProblem(body)) return { kind: "omitted" };
  return { kind: "json", body };
}

const NOT_KEPT = fail(failure("RES101", "the payload of this failure was not kept"));

/** The payload as it was; RES101 when it was not kept, or is gone. Rejects when the bucket does not answer. */
export async function loadPayload(payload: FailurePayload, blobs: BlobStore | undefined): Promise<Result<unknown>> {
  switch (payload.kind) {
    case "json":
    case "text":
      return ok(payload.body);
    case "bytes": {
      const value = fromBase64(payload.body);
      return value ? ok(value) : NOT_KEPT;
    }
    case "blob": {
      const found = await blobs?.get(payload.key, {});
      if (!found?.body) return NOT_KEPT;
      const bytes = await collect(found.body, MAX_BLOB_BYTES);
      if (!bytes) throw new RangeError("a payload is too large");
      return loadPayload({ kind: payload.of, body: JSON.parse(asText(bytes)) as Json & string }, undefined);
    }
    case "omitted":
      return NOT_KEPT;
  }
}
