import { hasMethods } from "../../base/bindings.ts";
import { brokenSource, type CapabilityErrorReason, mappingErrors, messageOf, type Place } from "../error.ts";
import { wrongSize } from "./size.ts";
import type {
  BlobAbout,
  BlobBody,
  BlobCondition,
  BlobInfo,
  BlobListing,
  BlobPage,
  BlobRead,
  BlobStore,
  BlobUpload,
  BlobWrite,
  SizedStream,
} from "./store.ts";

export function isR2Bucket(bound: unknown): bound is R2Bucket {
  return hasMethods(bound, ["head", "get", "put", "delete", "list", "createMultipartUpload"]);
}

export function workersBlob(bucket: R2Bucket, at: Place): BlobStore {
  const attempt = <T>(work: () => Promise<T>) => mappingErrors(at, reasonOfR2Error, work);
  return {
    head: (key) => attempt(async () => maybeInfo(await bucket.head(key))),
    get: (key, read) => attempt(() => get(bucket, key, read)),
    put: (key, body, write) => attempt(() => put(bucket, key, { body, write, at })),
    delete: (keys) => attempt(() => bucket.delete([...keys])),
    list: (listing) => attempt(() => list(bucket, listing)),
    startUpload: (key, about) =>
      attempt(async () => {
        const upload = await bucket.createMultipartUpload(key, aboutOptions(about));
        return workersUpload(upload, attempt);
      }),
  };
}

function workersUpload(upload: R2MultipartUpload, attempt: <T>(work: () => Promise<T>) => Promise<T>): BlobUpload {
  const parts: R2UploadedPart[] = [];
  return {
    part: (number, bytes) =>
      attempt(async () => {
        parts.push(await upload.uploadPart(number, bytes));
      }),
    complete: () => attempt(async () => info(await upload.complete(parts))),
    abort: () => attempt(() => upload.abort()),
  };
}

async function get(bucket: R2Bucket, key: string, { range, onlyIf }: BlobRead) {
  const found = await bucket.get(key, { ...(range && { range }), ...(onlyIf && { onlyIf: condition(onlyIf) }) });
  if (!found) return undefined;
  return "body" in found && found.body ? { ...info(found), body: found.body } : info(found);
}

async function put(
  bucket: R2Bucket,
  key: string,
  { body, write, at }: { readonly body: BlobBody; readonly write: BlobWrite; readonly at: Place },
): Promise<BlobInfo | undefined> {
  const options = {
    ...aboutOptions(write),
    ...(write.onlyIf && { onlyIf: condition(write.onlyIf) }),
    ...(write.checksum && { [write.checksum.algorithm]: write.checksum.hex }),
  };
  if (typeof body === "string" || body instanceof Uint8Array) return maybeInfo(await bucket.put(key, body, options));
  return putStream(bucket, key, body, { options, at });
}

/** The bucket takes streams of a known length only, and stores nothing when fewer or more bytes come. */
async function putStream(
  bucket: R2Bucket,
  key: string,
  { stream, sizeBytes }: SizedStream,
  { options, at }: { readonly options: R2PutOptions; readonly at: Place },
): Promise<BlobInfo | undefined> {
  const sized = new FixedLengthStream(sizeBytes);
  const stop = new AbortController();
  const broke = stream.pipeTo(sized.writable, { signal: stop.signal }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  try {
    return maybeInfo(await bucket.put(key, sized.readable, options));
  } catch (error) {
    if (messageOf(error).includes("FixedLengthStream")) throw wrongSize(at, sizeBytes);
    stop.abort();
    const source = await broke;
    const itself = source !== undefined && source.error !== stop.signal.reason && codeOf(error) === undefined;
    throw itself ? brokenSource(at, source.error) : error;
  } finally {
    // A condition that does not hold is answered before the body is read to its end.
    stop.abort();
  }
}

function aboutOptions({ contentType, cacheControl, metadata }: BlobAbout): R2MultipartOptions {
  return {
    httpMetadata: {
      ...(contentType !== undefined && { contentType }),
      ...(cacheControl !== undefined && { cacheControl }),
    },
    ...(metadata && { customMetadata: { ...metadata } }),
  };
}

function condition(asked: BlobCondition): R2Conditional {
  if ("absent" in asked) return { etagDoesNotMatch: "*" };
  if ("etagIs" in asked) return { etagMatches: asked.etagIs };
  if ("etagIsNot" in asked) return { etagDoesNotMatch: asked.etagIsNot };
  if ("uploadedBeforeMs" in asked) return { uploadedBefore: new Date(asked.uploadedBeforeMs) };
  return { uploadedAfter: new Date(asked.uploadedAfterMs) };
}

async function list(bucket: R2Bucket, { prefix, limit, cursor, delimiter }: BlobListing): Promise<BlobPage> {
  const page = await bucket.list({
    prefix,
    limit,
    ...(cursor !== undefined && { cursor }),
    ...(delimiter !== undefined && { delimiter }),
    include: ["httpMetadata", "customMetadata"],
  });
  return {
    objects: page.objects.map(info),
    prefixes: page.delimitedPrefixes,
    cursor: page.truncated ? page.cursor : undefined,
  };
}

const maybeInfo = (found: R2Object | null): BlobInfo | undefined => (found ? info(found) : undefined);

function info({ key, size, etag, uploaded, httpMetadata, customMetadata }: R2Object): BlobInfo {
  return {
    key,
    sizeBytes: size,
    etag,
    uploadedAtMs: uploaded.getTime(),
    ...(httpMetadata?.contentType !== undefined && { contentType: httpMetadata.contentType }),
    ...(httpMetadata?.cacheControl !== undefined && { cacheControl: httpMetadata.cacheControl }),
    metadata: customMetadata ?? {},
  };
}

/** Codes at the end of the message. https://developers.cloudflare.com/r2/api/error-codes/ */
const REASONS: Readonly<Record<string, CapabilityErrorReason>> = {
  "10002": "denied",
  "10003": "denied",
  "10006": "not_found",
  "10007": "not_found",
  "10011": "invalid",
  "10012": "too_large",
  "10013": "invalid",
  "10014": "invalid",
  "10020": "invalid",
  "10024": "not_found",
  "10025": "invalid",
  "10031": "conflict",
  "10033": "invalid",
  "10037": "invalid",
  "10039": "invalid",
  "10042": "denied",
  "10048": "invalid",
  "10058": "rate_limited",
  "10069": "denied",
  "100100": "too_large",
};

function reasonOfR2Error(error: unknown): CapabilityErrorReason | undefined {
  const code = codeOf(error);
  return code === undefined ? undefined : REASONS[code];
}

const codeOf = (error: unknown): string | undefined => /\((\d{5,6})\)\s*$/.exec(messageOf(error))?.[1];
