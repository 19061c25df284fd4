import { type Failure, failure } from "../../kernel/errors/failure.ts";
import type { InexactNumbers } from "../../kernel/key-value.ts";
import { type Failing, fail, type Ok, ok } from "../../kernel/result.ts";
import { parseExactly } from "../exact-json.ts";
import { nestedTooDeep } from "../json-depth.ts";
import type { BodyKind } from "./author.ts";
import { type BodyLimits, readBytes, readStream, readText } from "./bounded-read.ts";
import { contentProblem } from "./content-type.ts";
import { parseFields } from "./fields.ts";
import { parseParts } from "./form-parts.ts";

/** 1 MiB: what a body may hold when its route does not say. */
const DEFAULT_MAX_BYTES = 1_048_576;

export interface BodyOptions extends Omit<BodyLimits, "maxBytes"> {
  /** Default: 1 MiB; for a stream none. */
  readonly maxBytes: number | undefined;
  /** Says which numbers of JSON lost digits. */
  readonly exact?: boolean;
}

/** A body; of JSON that is read exactly, with the numbers that lost digits by it. */
export type Read = (Ok<unknown> & { readonly inexact?: InexactNumbers | undefined }) | Failing<Failure>;

/** Reads a request's body as its route says. */
export function readBody(request: Request, kind: BodyKind, options: BodyOptions): Read | Promise<Read> {
  const problem = contentProblem(request.headers, kind);
  if (problem) return fail(problem);
  const limits = { ...options, maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES };
  switch (kind) {
    case "json":
      return readText(request, limits).then((text) => (text.ok ? parseJson(text.value, options.exact === true) : text));
    case "text":
      return readText(request, limits);
    case "bytes":
      return readBytes(request, limits);
    case "form":
      return formBody(request, limits);
    case "stream":
      return readStream(request, options.maxBytes);
    case "none":
      return ok(undefined);
  }
}

function parseJson(text: string, exact: boolean): Read {
  if (text === "") return fail(failure("HTTP101", "the body is empty, not JSON"));
  if (nestedTooDeep(text)) return fail(failure("HTTP106"));
  try {
    return exact ? { ok: true, ...parseExactly(text) } : ok(JSON.parse(text));
  } catch (cause) {
    return fail(failure("HTTP101", undefined, { cause }));
  }
}

async function formBody(request: Request, limits: BodyLimits): Promise<Read> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\//i.test(type)) {
    const text = await readText(request, limits);
    return text.ok ? ok(parseFields(text.value)) : text;
  }
  const bytes = await readBytes(request, limits);
  if (!bytes.ok) return bytes;
  const form = await parseParts(bytes.value, type);
  return form ? ok(form) : fail(failure("HTTP101", "the form cannot be read"));
}
