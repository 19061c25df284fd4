import { type Failure, failure } from "../../kernel/errors/failure.ts";
import { nestedTooDeep } from "../json-depth.ts";
import type { BodyKind } from "./author.ts";
import { type BodyLimits, type Bounded, readBytes, readStream, readText } from "./bounded-read.ts";
import { contentProblem } from "./content-type.ts";
import { parseForm } from "./form.ts";

/** 1 MiB: what a body may hold when its route does not say. */
const DEFAULT_MAX_BYTES = 1_048_576;

export type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: Failure };

export interface BodyOptions extends Omit<BodyLimits, "maxBytes"> {
  /** Default: 1 MiB; for a stream none. */
  readonly maxBytes: number | undefined;
}

/** Reads a request's body as its route says. */
export function readBody(request: Request, kind: BodyKind, options: BodyOptions): Read | Promise<Read> {
  const problem = contentProblem(request.headers, kind);
  if (problem) return refused(problem);
  const limits = { ...options, maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES };
  switch (kind) {
    case "json":
      return readText(request, limits).then(jsonBody);
    case "text":
      return readText(request, limits).then(asRead);
    case "bytes":
      return readBytes(request, limits).then(asRead);
    case "form":
      return formBody(request, limits);
    case "stream":
      return asRead(readStream(request, options.maxBytes));
    case "none":
      return { ok: true, value: undefined };
  }
}

function refused(found: Failure): Read {
  return { ok: false, failure: found };
}

function asRead(body: Bounded<string | Uint8Array | ReadableStream>): Read {
  return typeof body === "object" && "code" in body ? refused(body) : { ok: true, value: body };
}

function jsonBody(text: Bounded<string>): Read {
  return typeof text === "string" ? parseJson(text) : refused(text);
}

function parseJson(text: string): Read {
  if (text === "") return refused(failure("HTTP101", "the body is empty, not JSON"));
  if (nestedTooDeep(text)) return refused(failure("HTTP106"));
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (cause) {
    return refused(failure("HTTP101", undefined, { cause }));
  }
}

async function formBody(request: Request, limits: BodyLimits): Promise<Read> {
  const bytes = await readBytes(request, limits);
  if (!(bytes instanceof Uint8Array)) return refused(bytes);
  const form = await parseForm(bytes, request.headers.get("content-type") ?? "");
  return form ? { ok: true, value: form } : refused(failure("HTTP101", "the form cannot be read"));
}
