import { collect } from "../../base/bytes.ts";
import { type Failure, FlowError, failure } from "../../kernel/errors/failure.ts";

/** Reading a request's body up to a limit: what is too large is given up as soon as that shows, and never held whole. */
export type Bounded<Value> = Value | Failure;

/** Bytes that are not UTF-8 read as U+FFFD, as everywhere on the web; a byte order mark is dropped. */
export function readText(
  request: Request,
  maxBytes: number,
  announced = announcedBytes(request),
): Promise<Bounded<string>> {
  return bounded(request, maxBytes, announced, TEXT);
}

export function readBytes(
  request: Request,
  maxBytes: number,
  announced = announcedBytes(request),
): Promise<Bounded<Uint8Array>> {
  return bounded(request, maxBytes, announced, BYTES);
}

const TEXT: Reading<string> = {
  whole: (request) => request.text(),
  joined: (bytes) => new TextDecoder().decode(bytes),
  size: (text) => text.length,
};

const BYTES: Reading<Uint8Array> = {
  whole: async (request) => new Uint8Array(await request.arrayBuffer()),
  joined: (bytes) => bytes,
  size: (bytes) => bytes.byteLength,
};

interface Reading<Value> {
  /** Reads a body whose announced length is within the limit, the platform's own way. */
  readonly whole: (request: Request) => Promise<Value>;
  readonly joined: (bytes: Uint8Array) => Value;
  /** At most the value's size in bytes: guards against a length that was announced too small. */
  readonly size: (value: Value) => number;
}

async function bounded<Value>(
  request: Request,
  maxBytes: number,
  announced: number | undefined,
  reading: Reading<Value>,
): Promise<Bounded<Value>> {
  try {
    if (announced !== undefined) {
      if (announced > maxBytes) return tooLarge(maxBytes);
      const value = await reading.whole(request);
      return reading.size(value) > maxBytes ? tooLarge(maxBytes) : value;
    }
    const bytes = request.body ? await collect(request.body, maxBytes) : new Uint8Array();
    return bytes ? reading.joined(bytes) : tooLarge(maxBytes);
  } catch (cause) {
    return failure("RUN060", "the body broke off", { cause });
  }
}

/** The body unread. With a limit it is cut off with HTTP102 where that shows only on the way. */
export function readStream(request: Request, maxBytes: number | undefined): Bounded<ReadableStream<Uint8Array>> {
  const body = request.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
  if (maxBytes === undefined) return body;
  const announced = announcedBytes(request);
  if (announced === undefined) return body.pipeThrough(counting(maxBytes));
  return announced > maxBytes ? tooLarge(maxBytes) : body;
}

function counting(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let total = 0;
  return new TransformStream({
    transform(chunk, controller) {
      total += chunk.byteLength;
      if (total > maxBytes) controller.error(FlowError.of(tooLarge(maxBytes)));
      else controller.enqueue(chunk);
    },
  });
}

/** What `content-length` says; undefined where it says nothing. */
export function announcedBytes({ headers }: Request): number | undefined {
  const header = headers.get("content-length");
  const bytes = header === null ? Number.NaN : Number(header);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined;
}

function tooLarge(maxBytes: number): Failure {
  return failure("HTTP102", undefined, { details: { max_bytes: maxBytes } });
}
