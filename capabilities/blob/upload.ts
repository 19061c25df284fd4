import type { CancelSignal } from "../../kernel/cancel.ts";
import { brokenSource, capabilityError, type Place } from "../error.ts";
import { BLOB_LIMITS } from "../limits.ts";
import { type Part, parts } from "./parts.ts";
import type { BlobAbout, BlobInfo, BlobStore } from "./store.ts";

export interface UploadTo {
  readonly store: BlobStore;
  readonly at: Place;
  readonly key: string;
  readonly about: BlobAbout;
  readonly partBytes: number;
  readonly signal: CancelSignal | undefined;
}

/**
 * Stores a stream of any length, part by part; one that fits into a single part is put at once. Whatever goes wrong,
 * the upload is aborted, so that nothing of it is seen or kept.
 */
export async function upload(to: UploadTo, stream: ReadableStream<Uint8Array>): Promise<BlobInfo> {
  const source = tellingSource(parts(stream, to.partBytes), to.at);
  try {
    const first = await next(source, to.signal);
    // Without a condition a put always gives the object.
    if (first.last) return (await to.store.put(to.key, first.bytes, to.about)) as BlobInfo;
    return await uploadParts(to, first, source);
  } finally {
    await source.return(undefined);
  }
}

async function uploadParts(to: UploadTo, first: Part, source: AsyncGenerator<Part>): Promise<BlobInfo> {
  const started = await to.store.startUpload(to.key, to.about);
  try {
    let part = first;
    for (let number = 1; ; number++) {
      if (number > BLOB_LIMITS.maxParts) throw tooManyParts(to);
      await started.part(number, part.bytes);
      if (part.last) return await started.complete();
      part = await next(source, to.signal);
    }
  } catch (error) {
    // What stays behind if this fails too is dropped by the bucket after seven days; the first error says more.
    await started.abort().catch(() => undefined);
    throw error;
  }
}

async function next(source: AsyncGenerator<Part>, signal: CancelSignal | undefined): Promise<Part> {
  if (signal?.aborted) throw signal.reason;
  // The last part ends the upload, so there always is a next one.
  return (await source.next()).value as Part;
}

/** Tells errors of the stream from those of the store. */
async function* tellingSource(source: AsyncIterable<Part>, at: Place): AsyncGenerator<Part> {
  try {
    yield* source;
  } catch (error) {
    throw brokenSource(at, error);
  }
}

function tooManyParts({ at, partBytes }: UploadTo): Error {
  const message = `the stream has more than ${BLOB_LIMITS.maxParts} parts of ${partBytes} bytes; raise \`partBytes\``;
  return capabilityError("too_large", at, { message });
}
