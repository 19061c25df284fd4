import { collect } from "../../base/bytes.ts";
import { platformClock } from "../../base/waiting.ts";
import { type Failure, FlowError, failure } from "../../kernel/errors/failure.ts";
import { type Failing, fail, ok, type Result } from "../../kernel/result.ts";

export interface BodyLimits {
  readonly maxBytes: number;
  /** Milliseconds, from now, that the body may take to arrive. */
  readonly withinMs: number;
  /** What `content-length` says; looked up where it is left out. */
  readonly announced?: number | undefined;
}

/**
 * Reads a request's body up to a limit: what is too large is given up as soon as that shows, and never held whole.
 * Bytes that are not UTF-8 read as U+FFFD, as everywhere on the web; a byte order mark is dropped.
 */
export function readText(request: Request, limits: BodyLimits): Promise<Result<string>> {
  return inTime(request, limits, TEXT);
}

export function readBytes(request: Request, limits: BodyLimits): Promise<Result<Uint8Array>> {
  return inTime(request, limits, BYTES);
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

/** A body that is late is given up, since its sender may take for ever: the platform drops it with the request. */
function inTime<Value>(request: Request, limits: BodyLimits, reading: Reading<Value>): Promise<Result<Value>> {
  const { announced = announcedBytes(request), maxBytes, withinMs } = limits;
  if (announced !== undefined && announced > maxBytes) return Promise.resolve(tooLarge(maxBytes));
  const counted = announced === undefined;
  const read = counted ? readCounted(request, maxBytes, reading) : readWhole(request, maxBytes, reading);
  return new Promise((resolve) => {
    const stop = platformClock.after(withinMs, () => resolve(late(withinMs)));
    const settle = (body: Result<Value>) => {
      stop();
      resolve(body);
    };
    read.then(settle, (cause) => settle(fail(failure("RUN060", "the body broke off", { cause }))));
  });
}

async function readWhole<Value>(request: Request, maxBytes: number, reading: Reading<Value>): Promise<Result<Value>> {
  const value = await reading.whole(request);
  return reading.size(value) > maxBytes ? tooLarge(maxBytes) : ok(value);
}

async function readCounted<Value>(
  { body }: Request,
  maxBytes: number,
  reading: Reading<Value>,
): Promise<Result<Value>> {
  const bytes = body ? await collect(body, maxBytes) : new Uint8Array();
  return bytes ? ok(reading.joined(bytes)) : tooLarge(maxBytes);
}

function late(withinMs: number): Failing<Failure> {
  const message = `the body did not arrive within ${withinMs} ms`;
  return fail(failure("HTTP108", message, { details: { timeout_ms: withinMs } }));
}

/** The body unread. With a limit it is cut off with HTTP102 where that shows only on the way. */
export function readStream(request: Request, maxBytes: number | undefined): Result<ReadableStream<Uint8Array>> {
  const body = request.body ?? new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
  if (maxBytes === undefined) return ok(body);
  const announced = announcedBytes(request);
  if (announced === undefined) return ok(body.pipeThrough(counting(maxBytes)));
  return announced > maxBytes ? tooLarge(maxBytes) : ok(body);
}

function counting(maxBytes: number): TransformStream<Uint8Array, Uint8Array> {
  let total = 0;
  return new TransformStream({
    transform(chunk, controller) {
      total += chunk.byteLength;
      if (total > maxBytes) controller.error(FlowError.of(tooLarge(maxBytes).failure));
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

function tooLarge(maxBytes: number): Failing<Failure> {
  return fail(failure("HTTP102", undefined, { details: { max_bytes: maxBytes } }));
}
