import { type Failure, FlowError, failure } from "../../kernel/errors/failure.ts";
import { nestedTooDeep } from "../json-depth.ts";
import type { BodyKind, Form, FormField } from "./author.ts";
import { contentProblem } from "./content-type.ts";

/** 1 MiB: what a body may hold when its route does not say. */
const DEFAULT_MAX_BYTES = 1_048_576;

export type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure };

type Parse = (bytes: Uint8Array, contentType: string) => Read | Promise<Read>;

const PARSE: Readonly<Record<Exclude<BodyKind, "stream" | "none">, Parse>> = {
  json: jsonBody,
  text: textBody,
  form: formBody,
  bytes: (bytes) => ({ ok: true, value: bytes }),
};

/** Reads a request's body. One that is too large is given up as soon as that shows, and never held whole. */
export async function readBody(
  request: Request,
  kind: Exclude<BodyKind, "none">,
  maxBytes: number | undefined,
): Promise<Read> {
  const problem = contentProblem(request.headers, kind);
  if (problem) return { ok: false, failure: problem };
  if (kind === "stream") return streamBody(request, maxBytes);
  const bytes = await readBytes(request, maxBytes ?? DEFAULT_MAX_BYTES);
  if (!(bytes instanceof Uint8Array)) return { ok: false, failure: bytes };
  return PARSE[kind](bytes, request.headers.get("content-type") ?? "");
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array | Failure> {
  const { body } = request;
  if (body === null) return new Uint8Array();
  const announced = announcedBytes(request);
  if (announced !== undefined && announced > maxBytes) return tooLarge(maxBytes);
  try {
    // The platform ends a body at its announced length; one without is counted as it comes.
    if (announced === undefined) return await readCounting(body, maxBytes);
    const bytes = new Uint8Array(await request.arrayBuffer());
    return bytes.byteLength > maxBytes ? tooLarge(maxBytes) : bytes;
  } catch (cause) {
    return failure("RUN060", "the body broke off", { cause });
  }
}

async function readCounting(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array | Failure> {
  const chunks: Uint8Array[] = [];
  const reader = body.getReader();
  let total = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    total += next.value.byteLength;
    if (total > maxBytes) {
      await reader.cancel();
      return tooLarge(maxBytes);
    }
    chunks.push(next.value);
  }
  return concat(chunks, total);
}

function concat(chunks: readonly Uint8Array[], total: number): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const bytes = new Uint8Array(total);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

function announcedBytes(request: Request): number | undefined {
  const header = request.headers.get("content-length");
  return header !== null && /^\d+$/.test(header) ? Number(header) : undefined;
}

function tooLarge(maxBytes: number): Failure {
  return failure("HTTP102", undefined, { details: { max_bytes: maxBytes } });
}

function textBody(bytes: Uint8Array): Read {
  try {
    return { ok: true, value: new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes) };
  } catch {
    return { ok: false, failure: failure("HTTP101", "the body is not UTF-8") };
  }
}

function jsonBody(bytes: Uint8Array): Read {
  if (bytes.byteLength === 0) return { ok: false, failure: failure("HTTP101", "the body is empty, not JSON") };
  const text = textBody(bytes);
  if (!text.ok) return text;
  return parseJson(text.value as string);
}

/** The value of JSON text, at most as deep as the gateway takes. */
export function parseJson(text: string): Read {
  if (nestedTooDeep(text)) return { ok: false, failure: failure("HTTP106") };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (cause) {
    return { ok: false, failure: failure("HTTP101", undefined, { cause }) };
  }
}

async function formBody(bytes: Uint8Array, contentType: string): Promise<Read> {
  try {
    const form = await new Response(bytes, { headers: { "content-type": contentType } }).formData();
    return { ok: true, value: await formFields(form) };
  } catch (cause) {
    return { ok: false, failure: failure("HTTP101", "the form cannot be read", { cause }) };
  }
}

async function formFields(form: FormData): Promise<Form> {
  const fields: Record<string, FormField | FormField[]> = Object.create(null);
  for (const [name, entry] of form) {
    const field = typeof entry === "string" ? entry : await formFile(entry);
    const earlier = fields[name];
    if (earlier === undefined) fields[name] = field;
    else if (Array.isArray(earlier)) earlier.push(field);
    else fields[name] = [earlier, field];
  }
  return fields;
}

async function formFile(file: File) {
  return { name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** The body unread. With a limit it is cut off with HTTP102 when that shows only on the way. */
function streamBody(request: Request, maxBytes: number | undefined): Read {
  const body = request.body ?? emptyStream();
  if (maxBytes === undefined) return { ok: true, value: body };
  const announced = announcedBytes(request);
  if (announced !== undefined && announced > maxBytes) return { ok: false, failure: tooLarge(maxBytes) };
  return { ok: true, value: announced === undefined ? body.pipeThrough(counting(maxBytes)) : body };
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

function emptyStream(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.close() });
}
